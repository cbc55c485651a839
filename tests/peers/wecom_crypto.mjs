// Does with @wecom/crypto what the JSON on stdin asks for: opens callbacks, posts them, verifies a URL.
import { readFileSync } from 'node:fs'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'

const job = JSON.parse(readFileSync(0, 'utf8'))
const address = (nonce, encrypted, more = {}) => job.url + '?' + new URLSearchParams({
  msg_signature: getSignature(job.token, job.timestamp, nonce, encrypted), timestamp: job.timestamp, nonce, ...more,
})

const does = {
  opened: () => job.sealed.map(({ body, query }) => {
    const encrypted = body.match(/<Encrypt><!\[CDATA\[(.*)\]\]><\/Encrypt>/)[1]
    if (getSignature(job.token, query.timestamp, query.nonce, encrypted) !== query.msg_signature) return 'InvalidSignature'
    const { message, id } = decrypt(job.key, encrypted)
    return id === job.receiver ? message : 'InvalidCorpId'
  }),
  posted: async () => {
    const statuses = []
    for (const [number, message] of job.messages.entries()) {
      const encrypted = encrypt(job.key, message, job.receiver)
      const body = `<xml><ToUserName><![CDATA[${job.receiver}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
      statuses.push((await fetch(address(`n${number}`, encrypted), { method: 'POST', body })).status)
    }
    return statuses
  },
  verified: async () => {
    const echostr = encrypt(job.key, job.echo, job.receiver)
    const answer = await fetch(address('verify', echostr, { echostr }))
    return [answer.status, await answer.text()]
  },
}
process.stdout.write(JSON.stringify(await does[job.do]()))
