"""The inbox on Discord: `/inbox`, `/send`, what sender and recipient are shown, and the way there.

The client carries the flow as `postroom` and `reading`, and who has an inbox as `inboxes`. It hands
every interaction to `sender.submitted`, which knows the forms of letters, also after a restart.
"""
