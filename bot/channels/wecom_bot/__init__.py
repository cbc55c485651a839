"""The official WeCom AI bot (智能机器人) over its long connection."""
