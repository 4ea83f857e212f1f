"""oauth.v2.access, auth.revoke and apps.*: how an app gets its tokens, and loses them."""

from __future__ import annotations

from tests.slack_fake.call import Call
from tests.slack_fake.core import Refused
from tests.slack_fake.workspace import TOKEN_S, App, Installation, Json


def connections_open(call: Call) -> Json:
    if call.app is None or call.app.mode != "socket":
        raise Refused("forbidden_team")
    return {"url": f"{call.core.base.replace('http', 'ws', 1)}/socket/{call.app.id}"}


def revoke(call: Call) -> Json:
    revoked = not call.args.get("test")
    if revoked and call.token:
        call.token.revoked = True
    return {"revoked": revoked}


def uninstall(call: Call) -> Json:
    if _app(call) is not call.installation.app:
        raise Refused("client_id_token_mismatch")
    call.world.forget(call.installation)
    return {}


def access(call: Call) -> Json:
    """A token for a person's approval, or the next one for a refresh token. Either is good once."""
    app = _app(call)
    if call.args.get("grant_type") == "refresh_token":
        installation = _refreshed(call, app)
    else:
        installation = _approved(call, app)
    call.world.issue(installation)
    return _granted(installation)


def _app(call: Call) -> App:
    for app in call.world.apps.values():
        if app.client_id == call.args.get("client_id"):
            if app.client_secret != call.args.get("client_secret"):
                raise Refused("bad_client_secret")
            return app
    raise Refused("invalid_client_id")


def _approved(call: Call, app: App) -> Installation:
    code = call.world.codes.pop(call.args.get("code", ""), None)
    if code is None or code.installation.app is not app:
        raise Refused("invalid_code")
    if code.expires_at <= call.core.clock.now:
        raise Refused("code_expired")
    if call.args.get("redirect_uri", "") != code.redirect_uri:
        raise Refused("bad_redirect_uri")
    return _installed(call, code.installation)


def _installed(call: Call, approved: Installation) -> Installation:
    """A second approval renews the installation that there is."""
    known = call.world.installed(approved.app, approved.team.id)
    if known is None:
        call.world.users[approved.bot.id] = approved.bot
        call.world.installations.append(approved)
        return approved
    known.scopes = known.scopes | approved.scopes
    return known


def _refreshed(call: Call, app: App) -> Installation:
    sent = call.args.get("refresh_token")
    for installation in call.world.installations:
        if installation.app is app and sent and installation.refresh_token == sent:
            if not installation.active:
                raise Refused("token_revoked")
            # Slack lets the token before go on for a short while; a strict fake ends it at once.
            call.world.tokens[installation.token].expires_at = call.core.clock.now
            return installation
    raise Refused("invalid_refresh_token")


def _granted(installation: Installation) -> Json:
    team = installation.team
    granted: Json = {
        "app_id": installation.app.id,
        "access_token": installation.token,
        "token_type": "bot",
        "scope": ",".join(sorted(installation.scopes)),
        "bot_user_id": installation.bot.id,
        "team": {"id": team.id, "name": team.domain},
        "enterprise": team.enterprise_id and {"id": team.enterprise_id, "name": team.domain},
        "authed_user": {"id": installation.bot.id},
        "is_enterprise_install": False,
    }
    if installation.refresh_token:
        granted |= {"refresh_token": installation.refresh_token, "expires_in": int(TOKEN_S)}
    return granted
