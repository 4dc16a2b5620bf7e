"""The people of `kam demo`: a small company with the app in it, and a partner who shares a channel with it."""

from __future__ import annotations

from workspace.server import Server
from workspace.state import State

GERMAN = {"tz": "Europe/Berlin", "tz_offset": 3600}
TAIWANESE = {"locale": "zh-TW", "tz": "Asia/Taipei", "tz_offset": 28800}
CHINESE = {"locale": "zh-CN", "tz": "Asia/Shanghai", "tz_offset": 28800}


def company(moment: float | None = None) -> Server:
    """The workspace, not started.

    People: sam (sales), maria (manager), lin (sales, simplified Chinese), nia (new, traditional Chinese), ada (admin), olaf
    (of the other company).

    Channels: general, sales, deals (private: sam and maria), leads (private: maria and ada) and partners (shared with
    olaf). `moment`: when it begins.
    """
    state = State()
    state.ids.be_secret()
    if moment is not None:
        state.clock.begin(moment)
    home, other = state.team("Nordwind"), state.team("Partner GmbH")
    app = state.install("kam", home)
    sam = state.person("sam", home, **GERMAN)
    maria = state.person("maria", home, **GERMAN)
    lin = state.person("lin", home, **CHINESE)
    nia = state.person("nia", home, **TAIWANESE)
    olaf = state.person("olaf", other, **GERMAN)
    ada = state.person("ada", home, is_admin=True, **GERMAN)
    own = [app.bot_user, *(one.id for one in (sam, maria, lin, nia, ada))]
    state.channel("general", "C", own)
    state.channel("sales", "C", own)
    state.channel("deals", "P", [app.bot_user, sam.id, maria.id])
    state.channel("leads", "P", [app.bot_user, maria.id, ada.id])
    state.channel("partners", "C", [app.bot_user, sam.id, maria.id, olaf.id], is_ext_shared=True)
    return Server(state)
