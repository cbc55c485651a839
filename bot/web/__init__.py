"""The operator's console: pages served by `zhiban run` beside the bot.

A page is a module in `pages` with its template in `templates`, listed in `PAGES`. It reads through
`Console.reader` (queries live in bot/store) and acts only by slash commands (`Orders`), or by
saving files, which hot reload picks up.
"""
