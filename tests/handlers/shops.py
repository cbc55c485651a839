"""FAQ playbooks that the tests share."""

from tests.rehearsal import Rehearsal

SHOP = """
kind: faq
id: shop
cooldown: 10m
entries:
  - {id: ship, ask: ["什么时候发货", "几点发货"], answer: "每天 17 点前下单当天发出。"}
  - {id: return, ask: ["怎么退货"], answer: "七天内都可以退。"}
  - {id: member, ask: ["会员多少钱一年", "怎么办会员"], answer: "会员 99 元一年。"}
  - {id: address, ask: ["怎么修改收货地址"], answer: "发货前都能改。"}
  - {id: bill, ask: ["怎么修改账单地址"], answer: "账单在“我的”里改。"}
  - {id: invoice, all: [发票, 怎么申请], answer: "{{ name }}，发票在{{ group.name }}置顶里申请。"}
  - {id: coupon, any: [优惠券, 折扣码], answer: "优惠券在个人中心。"}
  - {id: hours, regex: '几点.*(开门|营业)', answer: "早上九点。"}
"""
UNSURE = SHOP + "offer_at: 0.1\nanswer_at: 0.999\nunasked_at: 1.0\n"
NINE = "2026-11-23 09:00"


def faq(text: str, rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config("groups: {g1: {name: 阅读群}}").playbook(text)


TWO = """
kind: faq
id: everywhere
entries:
  - {id: ship, ask: "什么时候发货", answer: "一般明天。"}
  - {id: weight, ask: "包裹最重可以多少公斤", answer: "三十公斤。"}
  - {id: point, all: [积分], answer: "积分通用。"}
---
kind: faq
id: here
groups: [g1]
entries:
  - {id: ship, ask: "什么时候发货", answer: "本群今天就发。"}
  - {id: box, ask: "包裹可以多重", answer: "看箱子。"}
  - {id: point, any: [积分], answer: "本群积分双倍。"}
  - {id: gift, all: [积分, 兑换], answer: "本群可换礼物。"}
"""
