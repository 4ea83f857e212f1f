"""Installing Confer in many workspaces: a state taken once, tokens sealed and refreshed once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.slack.http import MOST_STATES
from adapters.slack.installs import Installs, read
from adapters.slack.names import NAME
from tests.adapters.slack.people import until
from tests.adapters.slack.scene import Scene, open_scene
from tests.slack_fake import Answer, Installation


async def _asked(scene: Scene) -> tuple[str, dict[str, str]]:
    """Where the install page sends a browser, and the cookies it sets."""
    url = f"{scene.public_url}/slack/install"
    async with scene.browser.get(url, allow_redirects=False) as answer:
        assert answer.status == 307
        cookies = {name: morsel.value for name, morsel in answer.cookies.items()}
        return answer.headers["Location"], cookies


async def _installs(scene: Scene) -> Answer:
    where, cookies = await _asked(scene)
    return await scene.slack.approve(scene.people["admin"].user, where, cookies)


def _found(scene: Scene) -> Installation:
    """The installation, with Confer's bot let into the seats' channel."""
    made = scene.slack.installation_for(scene.people["nurse"].user)
    if made.bot.id not in scene.seats.members:
        scene.seats.members.append(made.bot.id)
    return made


async def test_confer_is_installed_by_oauth_and_works(tmp_path: Path, migrated: Path) -> None:
    async with open_scene(tmp_path, migrated, many=True) as scene:
        answer = await _installs(scene)
        assert answer.status == 200
        assert "Confer is installed" in str(answer.body)
        token = _found(scene).token
        ref = await scene.raised()
        await scene.waits(hours=8)
        assert [line.partition(" · ")[0] for line in scene.lines(scene.seats)] == [ref]
        for file in tmp_path.glob("confer.db*"):
            assert token.encode() not in file.read_bytes()


async def test_in_an_enterprise_grid_the_organisations_id_is_kept(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated, many=True) as scene:
        grid = scene.team.enterprise_id = scene.slack.world.new_id("E")
        assert (await _installs(scene)).status == 200
        _found(scene)
        async with scene.house.unit() as unit:
            found = await read(unit, scene.team.id)
        assert found is not None
        assert (found.team, found.enterprise) == (scene.team.id, grid)
        await scene.people["nurse"].types("/case list")
        await scene.people["nurse"].hears("There is no case here for you.")


async def test_a_state_is_taken_once_and_from_the_browser_that_asked(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated, many=True) as scene:
        admin = scene.people["admin"].user
        where, cookies = await _asked(scene)
        other, other_cookies = await _asked(scene)
        assert (await scene.slack.approve(admin, where)).status == 400
        assert (await scene.slack.approve(admin, where, other_cookies)).status == 400
        assert (await scene.slack.approve(admin, where, cookies)).status == 200
        assert (await scene.slack.approve(admin, where, cookies)).status == 400
        scene.clock.move_to(scene.clock.now() + timedelta(minutes=11))
        assert (await scene.slack.approve(admin, other, other_cookies)).status == 400


async def test_a_state_that_is_no_plain_text_is_refused(tmp_path: Path, migrated: Path) -> None:
    async with (
        open_scene(tmp_path, migrated, many=True) as scene,
        scene.browser.get(f"{scene.public_url}/slack/oauth?code=x&state=%C3%A4") as answer,
    ):
        assert answer.status == 400


async def test_so_many_may_be_installing_at_once_and_those_who_gave_up_make_room(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated, many=True) as scene:
        ask = f"{scene.public_url}/slack/install"

        async def begins() -> int:
            async with scene.browser.get(ask, allow_redirects=False) as answer:
                return answer.status

        assert {await begins() for _ in range(MOST_STATES)} == {307}
        assert await begins() == 429
        scene.clock.move_to(scene.clock.now() + timedelta(minutes=11))
        assert await begins() == 307
        async with scene.house.unit() as unit:
            assert len(await unit.marks.names("slack.state.")) == 1


async def test_who_declines_has_installed_nothing(tmp_path: Path, migrated: Path) -> None:
    async with open_scene(tmp_path, migrated, many=True) as scene:
        where, cookies = await _asked(scene)
        answer = await scene.slack.declines(scene.people["admin"].user, where, cookies)
        assert "Nothing was installed" in str(answer.body)
        assert scene.slack.calls("oauth.v2.access") == []


async def test_only_the_workspaces_of_the_settings_may_install(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated, many=True, workspaces={"T0OTHER"}) as scene:
        answer = await _installs(scene)
        assert answer.status == 403
        assert "Nothing was kept" in str(answer.body)


async def test_a_workspace_that_the_store_does_not_know_is_nobody_to_confer(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated, many=True) as scene:
        scene.slack.install(scene.app, scene.team)
        nurse = scene.people["nurse"]
        assert (await nurse.types("/confer help")).acked
        await nurse.hears("I only know the people of this partnership")
        await scene.restarts()
        assert len(nurse.reads()) == 1
        async with scene.house.unit() as unit:
            assert not await unit.inbox.waiting(NAME)


async def test_ten_that_need_a_new_token_refresh_it_once(tmp_path: Path, migrated: Path) -> None:
    async with open_scene(tmp_path, migrated, many=True, rotates=True) as scene:
        assert (await _installs(scene)).status == 200
        _found(scene)
        scene.slack.clock.passes(11.8 * 3600)
        scene.clock.move_to(scene.clock.now() + timedelta(hours=11.8))
        before = len(scene.slack.calls("oauth.v2.access"))
        nurse = scene.people["nurse"]
        await asyncio.gather(*(nurse.types("/case list") for _ in range(10)))
        await until(lambda: len(nurse.reads()) >= 10, "the answers")
        assert len(scene.slack.calls("oauth.v2.access")) == before + 1


async def test_what_was_acknowledged_while_no_token_could_be_had_is_answered_later(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated, many=True, rotates=True) as scene:
        assert (await _installs(scene)).status == 200
        _found(scene)
        scene.slack.clock.passes(11.8 * 3600)
        scene.clock.move_to(scene.clock.now() + timedelta(hours=11.8))
        scene.slack.faults.fails("oauth.v2.access", times=1)
        nurse = scene.people["nurse"]
        assert (await nurse.types("/case list")).acked
        await nurse.hears("There is no case here for you.")
        assert not any("I only know the people" in said for said in nurse.reads())


async def test_two_programs_refresh_a_token_once(tmp_path: Path, migrated: Path) -> None:
    """Each has its own memory; the store is what they share."""
    async with open_scene(tmp_path, migrated, many=True, rotates=True) as scene:
        assert (await _installs(scene)).status == 200
        scene.slack.clock.passes(11.8 * 3600)
        scene.clock.move_to(scene.clock.now() + timedelta(hours=11.8))
        secrets = scene.secrets()
        two = [
            Installs(scene.slack.base_url, scene.house.unit, scene.clock, secrets) for _ in range(2)
        ]
        before = len(scene.slack.calls("oauth.v2.access"))
        tokens = await asyncio.gather(*(one.token(scene.team.id) for one in two))
        assert len(scene.slack.calls("oauth.v2.access")) == before + 1
        assert all(token in scene.slack.world.tokens for token in tokens)
        for one in two:
            await one.close()


@pytest.mark.parametrize("how", ["uninstalled", "revoked"])
async def test_an_uninstalled_workspace_is_forgotten_and_somebody_hears(
    tmp_path: Path, migrated: Path, how: str
) -> None:
    async with open_scene(tmp_path, migrated, many=True) as scene:
        assert (await _installs(scene)).status == 200
        made = _found(scene)
        await scene.raised()
        other = scene.other_place()
        if how == "uninstalled":
            await scene.slack.uninstalls(made)
        else:
            await scene.slack.revokes_tokens(made)
        await until(lambda: scene.slack.requests, "anything")
        await asyncio.sleep(0.2)
        await scene.delivers()
        told = [said.text for said in other.lines if said.place == "coordinator"]
        assert [text.partition(".")[0] for text in told] == [
            "Confer was taken off one chat platform"
        ]
        await scene.waits(hours=25)
        told = [said.text for said in other.lines if said.place == "coordinator"]
        assert any("overdue" in text for text in told)


async def test_nothing_that_slack_gave_is_in_a_log_or_an_address(
    tmp_path: Path, migrated: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_scene(tmp_path, migrated, many=True, rotates=True) as scene:
        assert (await _installs(scene)).status == 200
        made = _found(scene)
        await scene.raised()
        ours = [r.getMessage() for r in caplog.records if r.name.startswith("confer")]
        for secret in (made.token, made.refresh_token, scene.app.client_secret):
            assert not any(secret in said for said in ours)
