"""What stands in messages, drawn by a real browser: text, parts, embeds, forms."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, expect

from bot.sandbox import world

from .conftest import Visit, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


HOSTILE = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"


async def test_markup_in_a_message_or_file_name_stays_text(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.post(f"{HOSTILE} [click](javascript:window.hacked=1)")
    await visit.choose(("<img src=x onerror=hacked=1>.txt", b"hi"))
    await expect(visit.page.locator(".tray")).to_contain_text("<img src=x onerror=hacked=1>.txt")
    await visit.post("a file")
    for pane in (visit.chat, visit.others):
        first = pane.locator(".message").first
        await expect(first.locator(".md")).to_contain_text(HOSTILE)
        await expect(first.locator("img, script, a")).to_have_count(0)
        await expect(pane.locator(".file-card")).to_have_count(1)
        await expect(pane.locator(".message img")).to_have_count(0)
    assert await visit.page.evaluate("window.hacked") is None


MARKDOWN = [
    (
        "**b** *i* _i_ __u__ ~~s~~",
        "<p><strong>b</strong> <em>i</em> <em>i</em> <u>u</u> <s>s</s></p>",
    ),
    ("***both*** snake_case_name", "<p><strong><em>both</em></strong> snake_case_name</p>"),
    ("`**x**` \\*no\\*", "<p><code>**x**</code> *no*</p>"),
    ("-# small", '<p class="subtext">small</p>'),
    ("```py\n<b>1</b>\n```", '<pre tabindex="0"><code>&lt;b&gt;1&lt;/b&gt;</code></pre>'),
    ("> a\n> b", "<blockquote><p>a\nb</p></blockquote>"),
    ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    (
        "see https://example.org/a_b_c.",
        '<p>see <a href="https://example.org/a_b_c" target="_blank"'
        ' rel="noopener noreferrer nofollow" title="https://example.org/a_b_c">https://example.org/a_b_c</a>.</p>',
    ),
    ("3. a", '<ol start="3"><li>a</li></ol>'),
    (
        "javascript:alert(1) [x](data:text/html,1)",
        "<p>javascript:alert(1) [x](data:text/html,1)</p>",
    ),
]


@pytest.mark.parametrize(("source", "html"), MARKDOWN)
async def test_markdown_becomes_these_nodes(visit: Visit, source: str, html: str) -> None:
    await visit.page.goto(visit.sandbox.url)
    made = await visit.page.evaluate(
        """async (source) => {
          const { markdown } = await import("/markdown.js");
          const box = document.createElement("div");
          box.append(...markdown(source));
          return box.innerHTML;
        }""",
        source,
    )
    assert made == html


@pytest.mark.parametrize(
    "unit", ["*a**b", "||", "__a_", "[a](", "```", "> ", "_*~`|", "<t:1", "***"]
)
async def test_hostile_repetition_does_not_hang_the_page(visit: Visit, unit: str) -> None:
    await visit.page.goto(visit.sandbox.url)
    length = await visit.page.evaluate(
        """async (source) => {
          const { markdown } = await import("/markdown.js");
          const box = document.createElement("div");
          box.append(...markdown(source));
          return box.textContent.length;
        }""",
        (unit * 4000)[:4000],
    )
    assert length <= 4000


async def test_a_spoiler_is_covered_until_it_is_lifted(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.post("", ("SPOILER_x.png", picture()))
    covered = visit.others.locator(".covered")
    await expect(covered.get_by_role("button", name="Spoiler: show the picture")).to_be_visible()
    await expect(covered.locator(".picture")).to_have_js_property("inert", True)
    await covered.get_by_role("button", name="Spoiler: show the picture").click()
    await expect(covered.locator(".picture")).to_have_js_property("inert", False)


NOTICE = {
    "flags": 1 << 15,
    "components": [
        {
            "type": 17,
            "accent_color": 0x0B6E63,
            "components": [
                {"type": 10, "content": "### A picture was removed\nIt may contain nudity."},
                {"type": 14},
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "style": 1, "label": "Get help", "custom_id": "help"},
                        {"type": 2, "style": 5, "label": "Read", "url": "https://example.org/"},
                    ],
                },
                {
                    "type": 1,
                    "components": [
                        {
                            "type": 3,
                            "custom_id": "pick",
                            "placeholder": "Pick one",
                            "options": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}],
                        }
                    ],
                },
            ],
        }
    ],
}


async def test_a_bots_parts_are_drawn_and_a_silent_bot_is_said(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.bot_posts(**NOTICE)
    box = visit.others.locator(".container")
    await expect(box.get_by_role("heading", name="A picture was removed")).to_be_visible()
    await expect(box.get_by_role("link", name="Read")).to_have_attribute(
        "href", "https://example.org/"
    )
    await box.get_by_role("button", name="Pick one").click()
    await expect(
        visit.page.get_by_role("listbox", name="Pick one").get_by_role("option")
    ).to_have_count(2)
    await visit.page.keyboard.press("Escape")
    button = box.get_by_role("button", name="Get help")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await expect(visit.others.locator(".failed")).to_contain_text("did not respond")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_embed_is_drawn_with_its_parts(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.bot_posts(
        embeds=[
            {
                "title": "Case 1",
                "description": "**Removed**",
                "color": 0xB3261E,
                "fields": [{"name": "Score", "value": "0.99", "inline": True}],
                "footer": {"text": "Flashguard"},
            }
        ]
    )
    embed = visit.chat.locator(".embed")
    await expect(embed.locator("strong")).to_have_text("Removed")
    for text in ("Case 1", "Score", "0.99", "Flashguard"):
        await expect(embed).to_contain_text(text)


async def test_a_link_to_a_message_opens_it_in_the_page(visit: Visit) -> None:
    await visit.open_as("rowan")
    await visit.post("the first")
    message = await visit.chat.locator(".message").last.get_attribute("data-message-id")
    link = f"https://discord.com/channels/{world.GUILD_ID}/{world.GENERAL_ID}/{message}"
    await visit.page.click('#channels button:has-text("after-dark")')
    await visit.post(f"look: {link}")
    await visit.chat.get_by_role("link", name="#general › message").click()
    await expect(visit.chat.locator(f'[data-message-id="{message}"]')).to_be_focused()


async def test_a_form_sends_text_choices_and_files(visit: Visit) -> None:
    page = visit.page
    await visit.open_as("rowan")
    await page.evaluate(
        """async () => {
          const { showModal } = await import("/modal.js");
          const session = {
            state: { people: [], channels: [] },
            submitModal: async (id, fields, numbers, files) => {
              window.sent = { id, fields, numbers, files: files.map((file) => file.name) };
            },
          };
          const options = [{ label: "A", value: "a" }, { label: "B", value: "b" }];
          showModal(session, {
            interaction_id: "7",
            title: "Report",
            components: [
              { type: 1, components: [{ type: 4, custom_id: "why", label: "Why", style: 2 }] },
              { type: 18, label: "Kind", component: { type: 3, custom_id: "kind", options } },
              { type: 18, label: "Proof", component: { type: 19, custom_id: "proof" } },
            ],
          });
        }"""
    )
    form = page.get_by_role("dialog", name="Report")
    await expect(form.get_by_label("Why")).to_be_focused()
    await page.keyboard.type("because")
    await form.locator('input[type="file"]').set_input_files(
        FilePayload(name="x.png", mimeType="image/png", buffer=picture())
    )
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_have_text("Choose something for “Kind”.")
    await form.locator(".select").click()
    await form.get_by_role("option", name="B").click()
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    assert await page.evaluate("window.sent") == {
        "id": "7",
        "fields": {"why": "because", "kind": ["b"]},
        "numbers": {"proof": [0]},
        "files": ["x.png"],
    }


async def test_what_is_taller_than_the_pane_is_read_from_its_top(visit: Visit) -> None:
    await visit.open_as("rowan")
    for n in range(12):
        await visit.post(f"line {n}")
    await expect(visit.others.get_by_text("line 11")).to_be_in_viewport()
    await visit.bot_posts(content="the first line\n" + "\n".join(map(str, range(80))))
    for pane in (visit.chat, visit.others):
        await expect(pane.get_by_text("the first line")).to_be_in_viewport()
    await visit.post("and on")
    await expect(visit.chat.get_by_text("and on")).to_be_in_viewport()
    await visit.others.get_by_role("button", name="New messages").click()
    await expect(visit.others.get_by_text("and on")).to_be_in_viewport()
