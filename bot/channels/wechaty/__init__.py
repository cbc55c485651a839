"""WeChat and WeCom accounts through a Wechaty puppet-service gateway."""
