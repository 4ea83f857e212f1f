"""The demo's case: about a minute, from a nurse's worry to its end."""

from __future__ import annotations

from typing import Final

SCRIPT: Final = """
# A nurse at the health centre brings a worry. She is asked a few questions, with set answers.
nurse: /concern new topic:alone,online urgency:this_week age:12_15 setting:school
nurse: = seen_myself
nurse: = fairly
nurse: = activity, friends
nurse: = would_not_guess
nurse: Sits alone in every break, has stopped drawing, asked twice not to be sent home early.
nurse: needs: someone_to_talk, safe_online
nurse: [Send]
# Nobody answers. The clock runs, at night too; the ping climbs.
wait 25h
# The coordinator takes it.
coordinator: [I take it]
coordinator: = call_today
coordinator: = today
nurse: [Open]
# The police check, and the case is taken up together.
officer: /case police {ref} answer:clear
coordinator: /case take {ref} why:several_agencies_needed circle:school,social
# One person owns it, and accepts.
coordinator: /owner name {ref} @social because:competence,time
social: [Open]
social: [Accept]
social: /owner reply {ref} next:call_today by:today
# A guest, with why, and until when.
social: /guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions,add until:30d
# The plan: the person said yes.
social: /plan start {ref} given:given action:mentoring level:person holder:@mentor due:14d
# The machine dies. Nothing is lost.
crash
wait 10d
mentor: /plan progress {ref} action:1 status:done helped:helped
# The end: one proposes, another ends it. Two people, always.
social: /case close {ref} step:propose why:goals_met outcome:goals_met
coordinator: /case close {ref} step:finish
nurse: [Open]
wait 20h
"""

# What the README's picture shows: the same way, with fewer lines.
PICTURE: Final = """
# A nurse brings a worry, where only she reads. The seats' channel, on the right, reads set words.
nurse: /concern new topic:alone urgency:today age:12_15 basis:seen_myself sure:fairly strengths:friends
nurse: = would_not_guess
nurse: Sits alone in every break, has stopped drawing.
nurse: [Send]
# Nobody answers. The clock runs at night too; the ping climbs until a person acts.
wait 24h
housing: [I take it]
housing: = call_today
housing: = today
nurse: [Open]
# Police see no obstacle, and the case is taken up together. A guest joins, with why and until when.
officer: /case police {ref} answer:clear
coordinator: /case take {ref} why:fits_here circle:school,social
social: /guest invite {ref} @mentor why:community_trust brings:relationship may:add until:30d
"""
