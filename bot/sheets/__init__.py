"""Workbooks in and out: content calendars, rosters of other tools, and exports."""
