"""The web outside as Discord's link preview sees it: addresses that tests and people registered.

Nothing is fetched from anywhere. A site says what Discord's proxy got from an address, what
the address itself would serve to somebody else, and how long the preview takes.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from simcord.components import walk_components

from bot.sandbox.api_error import ApiError
from bot.sandbox.assets import PROXY_HOST, Assets
from bot.sandbox.cdn import CDN_HOST, MEDIA_HOST, image_size

Json = dict[str, Any]
PREVIEWS_LIMIT = 10
"""Embeds of one message (reference: Message Object)."""
MEDIA_KEYS = ("image", "thumbnail", "video")
ICON_KEYS = ("author", "footer", "provider")
_EMBED_TYPES = ("image", "rich", "video", "gifv", "article", "link")

_OPENS = {")": "(", "]": "["}
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
_LINK = re.compile(r"(<?)(https?://[^\s<>|\"`]+)(>?)", re.I)


@dataclass
class Site:
    """One address: its previews as embeds, what it serves itself, and the preview's delay (s)."""

    url: str
    embeds: list[Json]
    delay: float = 0.0
    origin: bytes = b""
    extra: dict[str, bytes] = field(default_factory=dict)


class Sites:
    """The registered addresses. Pictures of theirs lie on the proxy's host, as at Discord."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._sites: dict[str, Site] = {}

    def register(self, body: Json, files: list[bytes]) -> Site:
        """Register an address: {url, delay, origin, embed or embeds}, pictures by file number.

        Without an embed the address is a picture's own, and file 0 is the picture. `origin` is
        the number of the file that the address itself serves; the first picture unless said.
        Raises ApiError where something is missing.
        """
        url = normal(str(body.get("url") or ""))
        if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
            raise ApiError(400, 0, "A site needs a `url` that begins with https://.")
        given = body.get("embeds") or [body.get("embed") or {"type": "image", "thumbnail": 0}]
        site = Site(url, [], float(body.get("delay") or 0.0))
        for embed in given:
            site.embeds.append(self._embed(site, dict(embed), files))
        pictures = [*site.extra.values(), b""]
        origin = body.get("origin")
        site.origin = pictures[0] if origin is None else _file(files, origin)
        self._sites[url] = site
        return site

    def find(self, url: str) -> Site | None:
        """Return the site with this address, however its scheme and host are written."""
        return self._sites.get(normal(url))

    def serves(self, host: str, path: str) -> bytes | None:
        """Return what an address itself would answer to whoever asks it, or None."""
        url = f"https://{host}{path}"
        if site := self._sites.get(url):
            return site.origin
        return next((s.extra[url] for s in self._sites.values() if url in s.extra), None)

    def knows_host(self, host: str) -> bool:
        """Tell whether any registered address lies on this host."""
        return any(
            urlsplit(u).hostname == host for s in self._sites.values() for u in (s.url, *s.extra)
        )

    def linked(self, content: str) -> list[Site]:
        """Return the sites that a text links, in their order, each once, as previews go."""
        found = {s.url: s for s in map(self.find, links(content)) if s is not None}
        return list(found.values())[:PREVIEWS_LIMIT]

    def proxied(self, media: Json, *, url: str = "url", proxy: str = "proxy_url") -> None:
        """Give a picture's object the proxy's address, and its size where it is known."""
        address = media.get(url)
        if not isinstance(address, str) or media.get(proxy) or "://" not in address:
            return
        if urlsplit(address).hostname in (CDN_HOST, MEDIA_HOST):
            media[proxy] = address.replace(f"//{CDN_HOST}/", f"//{MEDIA_HOST}/", 1)
            return
        media[proxy] = proxy_url(address)
        found = self._assets.find(PROXY_HOST, _served(media[proxy]))
        if found.status == 200 and url == "url":
            media.setdefault("content_type", found.content_type)
            if size := image_size(found.data):
                media.setdefault("width", size[0])
                media.setdefault("height", size[1])

    def resolve(self, components: Any, files: Iterable[Json]) -> None:
        """Fill in, in place, every picture of a component tree, known kinds and unknown ones."""
        by_name, named = {f["filename"]: f for f in files}, dict[str, Json]()
        for media in unfurled(components):
            name = str(media.get("url")).removeprefix("attachment://")
            if name != media.get("url") and (file := by_name.get(name)):
                media["attachment_id"] = file["id"]
                named[file["id"]] = file
                keys = ("url", "proxy_url", "width", "height", "content_type")
                media.update({key: file[key] for key in keys if key in file})
            self.proxied(media)
        for part in walk_components(components):
            shown = named.get((part.get("file") or {}).get("attachment_id", ""))
            if shown is not None:
                part |= {"name": shown["filename"], "size": shown["size"]}

    def _embed(self, site: Site, embed: Json, files: list[bytes]) -> Json:
        embed.setdefault("type", "rich")
        if embed["type"] not in _EMBED_TYPES:
            raise ApiError(400, 0, f"An embed's type is one of {', '.join(_EMBED_TYPES)}.")
        embed.setdefault("url", site.url)
        for key in MEDIA_KEYS:
            if key in embed:
                media = {"url": self._picture(site, embed[key], files)}
                self.proxied(media)
                embed[key] = media
        for key in ICON_KEYS:
            part = dict(embed.get(key) or {})
            if "icon" in part:
                part["icon_url"] = self._picture(site, part.pop("icon"), files)
                self.proxied(part, url="icon_url", proxy="proxy_icon_url")
                embed[key] = part
        return embed

    def _picture(self, site: Site, number: Any, files: list[bytes]) -> str:
        data = _file(files, number)
        # A picture's own address shows itself; a page's pictures have addresses beside it.
        plain = not site.extra
        url = site.url if plain else f"{_base(site.url)}/picture-{number}"
        site.extra[url] = data
        self._assets.put(_served(proxy_url(url)).lstrip("/"), data)
        return url


def links(content: str) -> Iterator[str]:
    """Yield the addresses in a text that Discord previews: not in code, not within <…>.

    Closing punctuation and a bracket that was not opened in the address do not belong to it.
    """
    for before, url, after in _LINK.findall(_CODE.sub(" ", content)):
        if before and after:
            continue
        url = url.rstrip(".,:;!?'*_~")
        while url.endswith((")", "]")) and url.count(url[-1]) > url.count(_OPENS[url[-1]]):
            url = url[:-1]
        yield url


def normal(url: str) -> str:
    """Return an address with scheme and host in small letters, as Discord's embeds have it."""
    parts = urlsplit(url)
    return urlunsplit(
        (parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, "")
    )


def proxy_url(url: str) -> str:
    """Return where Discord's proxy serves an address: `/external/<signature>/https/<host>/…`."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(url.encode()).digest()).decode().rstrip("=")
    parts = urlsplit(url)
    query = f"{quote('?' + parts.query, safe='')}/" if parts.query else ""
    return (
        f"https://{PROXY_HOST}/external/{digest}/{query}{parts.scheme}/{parts.netloc}{parts.path}"
    )


def unfurled(value: Any) -> Iterator[Json]:
    """Yield every object with an address of its own in a component tree, whatever holds it.

    Buttons have a `url` too, which is a link and no picture.
    """
    if isinstance(value, list):
        for item in value:
            yield from unfurled(item)
    elif isinstance(value, dict):
        if isinstance(value.get("url"), str) and value.get("type") != 2:
            yield value
        for item in value.values():
            yield from unfurled(item)


def fresh(embeds: list[Json]) -> list[Json]:
    """Return copies of a site's embeds for one message."""
    return copy.deepcopy(embeds)


def _served(url: str) -> str:
    """Return the path of an address as a server sees it, unescaped."""
    return unquote(urlsplit(url).path)


def _base(url: str) -> str:
    return url.split("?", 1)[0].rstrip("/")


def _file(files: list[bytes], number: Any) -> bytes:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(files):
        raise ApiError(400, 0, f"There is no file number {number!r}.")
    return files[number]
