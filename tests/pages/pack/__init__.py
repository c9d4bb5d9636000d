"""The panel briefing: its content, its files, and that it can be made again."""
