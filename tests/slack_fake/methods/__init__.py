"""The Web API as a table: a method, its arguments, the scopes of which one is needed, and whose token."""

from __future__ import annotations

from typing import Final

from tests.slack_fake.call import Method
from tests.slack_fake.methods import apps, chat, conversations, people, views

_SAID = "text blocks:json thread_ts mrkdwn:bool parse link_names:bool"
_PREVIEWS = "unfurl_links:bool unfurl_media:bool"
_PAGED = "cursor limit:int"
_LISTED = "types exclude_archived:bool " + _PAGED

METHODS: Final = {
    "auth.test": Method(people.test),
    "auth.revoke": Method(apps.revoke, "test:bool"),
    "apps.connections.open": Method(apps.connections_open, of="app"),
    "apps.uninstall": Method(apps.uninstall, "client_id! client_secret!"),
    "oauth.v2.access": Method(
        apps.access,
        "client_id! client_secret! code redirect_uri grant_type refresh_token",
        of="nobody",
    ),
    "chat.postMessage": Method(
        chat.post_message,
        f"channel! {_SAID} {_PREVIEWS} metadata:object reply_broadcast:bool",
        ("chat:write",),
    ),
    "chat.postEphemeral": Method(chat.post_ephemeral, f"channel! user! {_SAID}", ("chat:write",)),
    "chat.update": Method(
        chat.update,
        f"channel! ts! {_SAID} {_PREVIEWS} metadata:object reply_broadcast:bool",
        ("chat:write",),
    ),
    "chat.delete": Method(chat.delete, "channel! ts!", ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink, "channel! message_ts!"),
    "reactions.add": Method(chat.add_reaction, "channel! timestamp! name!", ("reactions:write",)),
    "conversations.open": Method(
        conversations.open_, "users! return_im:bool prevent_creation:bool", ("im:write",)
    ),
    "conversations.create": Method(conversations.create, "name! is_private:bool"),
    "conversations.rename": Method(conversations.rename, "channel! name!"),
    "conversations.invite": Method(conversations.invite, "channel! users! force:bool"),
    "conversations.kick": Method(conversations.kick, "channel! user!"),
    "conversations.archive": Method(conversations.archive, "channel!"),
    "conversations.setTopic": Method(conversations.set_topic, "channel! topic!"),
    "conversations.join": Method(conversations.join, "channel!", ("channels:join",)),
    "conversations.leave": Method(conversations.leave, "channel!"),
    "conversations.info": Method(
        conversations.info, "channel! include_locale:bool include_num_members:bool"
    ),
    "conversations.members": Method(conversations.members, f"channel! {_PAGED}"),
    "conversations.list": Method(conversations.list_, _LISTED),
    "conversations.history": Method(
        conversations.history,
        f"channel! oldest latest inclusive:bool include_all_metadata:bool {_PAGED}",
    ),
    "users.conversations": Method(conversations.of_user, f"user {_LISTED}"),
    "users.info": Method(people.info, "user! include_locale:bool", ("users:read",)),
    "users.list": Method(people.list_, f"include_locale:bool {_PAGED}", ("users:read",)),
    "users.lookupByEmail": Method(people.by_email, "email!", ("users:read.email",)),
    "team.info": Method(people.team, "team domain", ("team:read",)),
    "views.open": Method(views.open_, "trigger_id! view:object!"),
    "views.push": Method(views.push, "trigger_id! view:object!"),
    "views.update": Method(views.update, "view:object! view_id external_id hash"),
    "views.publish": Method(views.publish, "user_id! view:object! hash"),
}
