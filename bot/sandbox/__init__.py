"""A local Discord: REST v10, the gateway and the CDN over real sockets, for people and tests.

`server.Sandbox` is the whole; `connect.connector` leads an unmodified discord.py client to it;
`client.SandboxClient` drives it as its people. See docs/sandbox.md.
"""
