// A Wechaty gateway that a test drives: commands come in, and what the bot did goes out, as JSON lines.
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { grpc } from 'wechaty-grpc'
import { PuppetMock, mock } from 'wechaty-puppet-mock'
import { PuppetServer } from 'wechaty-puppet-service'

const [port] = process.argv.slice(2)
const token = process.env.GATEWAY_TOKEN
const mocker = new mock.Mocker()
const aliases = new Map(), announcements = new Map(), friends = new Map(), invitations = new Map()
const hidden = new Map()   // ids of messages that cannot be looked up yet: how many times still
const failures = []        // what the next sends do instead: an error's message, "hang", "die", "die after"
let number = 0

const tell = (what) => process.stdout.write(JSON.stringify(what) + '\n')

class Puppet extends PuppetMock {
  async send (report, message) {
    const failure = failures.shift()
    if (failure === 'die') process.kill(process.pid, 'SIGKILL')
    if (failure === 'hang') {
      tell({ hanging: report })
      await sleep(600_000)
    }
    if (failure === 'slow') {
      tell({ slow: report })
      await sleep(500)
    }
    if (failure && !['die after', 'slow'].includes(failure)) throw new Error(failure)
    const id = `out-${process.pid}-${++number}`
    const room = mocker.cacheRoomPayload.has(report.conversation)
    put({ id, talkerId: this.currentUserId, ...message, ...(room ? { roomId: report.conversation } : { listenerId: report.conversation }) })
    tell({ sent: { id, ...report } })
    if (failure === 'die after') process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'))
    if (failure === 'die after') await sleep(600_000)
    setImmediate(() => this.emit('message', { messageId: id }))
    return id
  }

  async messageSendText (conversation, text, mentions) {
    return this.send({ kind: 'text', conversation, text, mentions }, { type: 7, text, mentionIdList: mentions })
  }

  async messageSendFile (conversation, file) {
    const content = await file.toBuffer()
    const sha256 = createHash('sha256').update(content).digest('hex')
    return this.send({ kind: 'file', conversation, name: file.name, size: content.length, sha256 }, { type: 6 })
  }

  async messageRawPayload (id) {
    const times = hidden.get(id) ?? 0
    if (times > 0) {
      hidden.set(id, times - 1)
      throw new Error(`message ${id} is not there yet`)
    }
    return super.messageRawPayload(id)
  }

  async messageRecall (id) {
    tell({ recalled: id })
    return mocker.cacheMessagePayload.get(id)?.talkerId === this.currentUserId
  }

  async roomMemberRawPayload (room, id) {
    return { ...await super.roomMemberRawPayload(room, id), roomAlias: aliases.get(`${room}/${id}`) }
  }

  async roomAnnounce (room, text) {
    if (text === undefined) return announcements.get(room) ?? ''
    if (text !== 'nobody may') announcements.set(room, text)
    tell({ announced: { room, text } })
  }

  async roomDel (room, id) {
    tell({ removed: { room, id } })
    commands.leave({ room, members: [id], remover: this.currentUserId })
  }

  async friendshipRawPayload (id) { return friends.get(id) }
  async friendshipAccept (id) {
    if (id === 'refused') throw new Error('not allowed')
    tell({ accepted: { friend: id } })
  }

  async roomInvitationRawPayload (id) { return invitations.get(id) }
  async roomInvitationAccept (id) { tell({ accepted: { room: id } }) }
}

const puppet = new Puppet({ mocker })
puppet.on('error', () => {})
puppet.on('newListener', event => event === 'message' && setImmediate(() => tell({ connected: true })))

const put = (message) => {
  mocker.cacheMessagePayload.set(message.id, { timestamp: Date.now(), mentionIdList: [], ...message })
}
const say = (message) => {
  put({ type: 7, ...message })
  puppet.emit('message', { messageId: message.id })
}
const members = (room) => mocker.cacheRoomPayload.get(room).memberIdList

const commands = {
  contact: ({ id, name }) => mocker.createContact({ id, name, alias: '' }),
  room: ({ id, topic, ids }) => mocker.createRoom({ id, topic, memberIdList: ids, adminIdList: [], ownerId: ids[0] }),
  people: ({ room, count, name = '书友' }) => {
    for (let n = 0; n < count; n++) commands.contact({ id: `${room}-${n}`, name: name + n })
    members(room).push(...Array.from({ length: count }, (_, n) => `${room}-${n}`))
  },
  alias: ({ room, id, alias }) => aliases.set(`${room}/${id}`, alias),
  say: ({ message, hide = 0 }) => {
    hidden.set(message.id, hide)
    say(message)
  },
  put: ({ message }) => put(message),
  join: ({ room, members: ids, inviter = '' }) => {
    members(room).push(...ids)
    puppet.emit('room-join', { roomId: room, inviteeIdList: ids, inviterId: inviter, timestamp: Date.now() })
  },
  leave: ({ room, members: ids, remover = '' }) => {
    commands.quietly({ room, gone: ids })
    puppet.emit('room-leave', { roomId: room, removeeIdList: ids, removerId: remover, timestamp: Date.now() })
  },
  topic: ({ room, topic, changer }) => {
    const payload = mocker.cacheRoomPayload.get(room)
    puppet.emit('room-topic', { roomId: room, oldTopic: payload.topic, newTopic: topic, changerId: changer, timestamp: Date.now() })
    payload.topic = topic
  },
  quietly: ({ room, came = [], gone = [] }) => {
    const ids = members(room)
    ids.splice(0, ids.length, ...ids.filter(id => !gone.includes(id)), ...came)
  },
  dirty: ({ type, id }) => puppet.dirtyPayload(type, id),
  friend: ({ id, contact, hello, type = 2 }) => {
    friends.set(id, { id, contactId: contact, hello, type, scene: 0, stranger: '', ticket: '', timestamp: Date.now() })
    puppet.emit('friendship', { friendshipId: id })
  },
  invite: ({ id, inviter, topic }) => {
    invitations.set(id, { id, inviterId: inviter, topic, memberCount: 3, memberIdList: [], receiverId: puppet.currentUserId, avatar: '', invitation: '', timestamp: Date.now() })
    puppet.emit('room-invite', { roomInvitationId: id })
  },
  emit: ({ event, payload }) => puppet.emit(event, payload),
  fail: ({ how }) => failures.push(...how),
  logout: () => puppet.logout(),
  login: ({ id }) => puppet.login(id),
  renumber: ({ ids }) => {   // what a new login does on some platforms: everybody has another id
    for (const [old, now] of Object.entries(ids)) {
      if (!mocker.cacheContactPayload.has(now)) commands.contact({ id: now, name: mocker.cacheContactPayload.get(old).name })
    }
    for (const { memberIdList } of mocker.cacheRoomPayload.values()) {
      memberIdList.splice(0, memberIdList.length, ...memberIdList.map(id => ids[id] ?? id))
    }
  },
  tls: async ({ port }) => {   // the same, with the package's own certificate authority, which it does not export
    await serve(port, true)
    tell({ certificate: (await import('./node_modules/wechaty-puppet-service/dist/esm/src/auth/ca.js')).TLS_CA_CERT })
  },
  stranger: async ({ port }) => {   // something else that speaks gRPC
    const server = new grpc.Server()
    await promisify(server.bindAsync.bind(server))(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure())
  },
  burst: ({ rooms, talkers, count, prefix }) => {
    for (let n = 0; n < count; n++) {
      say({ id: `${prefix}${n}`, talkerId: talkers[n % talkers.length], roomId: rooms[n % rooms.length], text: String(n) })
    }
  },
  pace: async ({ room, talkers, count, each }) => {   // one every `each` ms; the text is when, in ms
    const start = performance.now()
    for (let n = 0; n < count; n++) {
      const wait = start + n * each - performance.now()
      if (wait > 0) await sleep(wait)
      say({ id: `paced${n}`, talkerId: talkers[n % talkers.length], roomId: room, text: String(performance.timeOrigin + performance.now()) })
    }
  },
}

mocker.use(() => {
  setImmediate(() => {
    if (!puppet.isLoggedIn) {
      puppet.login('account')
      puppet.emit('ready', { data: 'ready' })
    }
  })
  return () => {}
})
commands.contact({ id: 'account', name: '小助手' })

const serve = (port, tls) => new PuppetServer({ endpoint: `127.0.0.1:${port}`, puppet, token, tls: { disable: !tls } }).start()
await serve(port, false)
tell({ listening: Number(port) })

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...rest } = JSON.parse(line)
  await commands[name](rest)
  tell({ done: name })
}
process.exit(0)
