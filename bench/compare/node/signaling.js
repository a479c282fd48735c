// The original protocol as a socket.io user would write it: rooms in a Map, io.to(peer) to reach a peer. The session
// token is compared with the one that the socket was given, not verified again, which is the cheaper of the two
// obvious ways: the comparison should cost the library, not a clumsy application.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

const secret = process.env.APP_SECRET ?? ''
const notFound = { message: 'Room is not found.', code: 'not_found' }

const hmac = (text) => createHmac('sha256', secret).update(text).digest('hex')
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64')

function sign(claims) {
  const header = encode({ alg: 'HS256', typ: 'JWT' })
  const payload = encode(claims)
  return `${header}.${payload}.${hmac(header + payload)}`
}

function isAppToken(token) {
  const [header, payload, signature, rest] = String(token).split('.')
  if (rest !== undefined || !signature) return false
  const expected = Buffer.from(hmac(header + payload))
  const given = Buffer.from(signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return false
  const claims = JSON.parse(Buffer.from(payload, 'base64').toString())
  return typeof claims.app === 'string' && claims.socket === undefined
}

export function serveSignaling(io) {
  const rooms = new Map() // name -> { owner, members: Set of ids, candidates: Set of ids }
  const joined = new Map() // id -> Set of the names of the peer's rooms

  io.use((socket, next) =>
    isAppToken(socket.handshake.auth.token) ? next() : next(new Error('Token is not valid')))

  io.on('connection', (socket) => {
    let session = ''
    joined.set(socket.id, new Set())

    // A handler is called only with the socket's own session token.
    const on = (event, handler) =>
      socket.on(event, (data, ack) => {
        if (session === '' || data?.auth !== session) return socket.emit('unauthorized', { message: 'Token is not valid' })
        handler(data, typeof ack === 'function' ? ack : () => {})
      })

    socket.on('auth-request', (data) => {
      const token = typeof data === 'string' ? data : data?.token
      if (!isAppToken(token)) return socket.emit('auth-reject', { message: 'Token is not valid' })
      const now = Math.floor(Date.now() / 1000)
      session = sign({ app: 'compare', socket: socket.id, iat: now, exp: now + 86400 })
      socket.emit('auth-accept', { token: session })
    })

    on('room-create-request', ({ room = randomUUID(), payload }, ack) => {
      if (rooms.has(room)) {
        return socket.emit('room-create-reject', { message: 'Room already taken someone else', code: 'conflict', payload })
      }
      rooms.set(room, { owner: socket.id, members: new Set([socket.id]), candidates: new Set() })
      joined.get(socket.id).add(room)
      socket.emit('room-create-accept', { room, payload })
      ack({ ok: true, room })
    })

    on('room-join-request', ({ room, payload }) => {
      const found = rooms.get(room)
      if (!found) return socket.emit('room-join-reject', notFound)
      found.candidates.add(socket.id)
      io.to(found.owner).emit('room-join-request', { room, peer_id: socket.id, payload })
    })

    on('room-join-accept', ({ room, peer_id: candidate, payload }) => {
      const found = rooms.get(room)
      if (found?.owner !== socket.id || !found.candidates.delete(candidate)) {
        return socket.emit('request-reject', { event: 'room-join-accept', room, code: 'forbidden' })
      }
      const peers = [...found.members]
      found.members.add(candidate)
      joined.get(candidate)?.add(room)
      io.to(candidate).emit('room-join-accept', { room, peer_id: candidate, peers, payload })
      for (const peer of peers) {
        if (peer !== socket.id) io.to(peer).emit('room-user-join', { room, peer_id: candidate, payload })
      }
    })

    const relay = (event, answer, field) =>
      on(event, (data) => {
        const members = rooms.get(data.room)?.members
        if (!members?.has(socket.id) || !members.has(data.to)) {
          return socket.emit('request-reject', { event, room: data.room, code: 'forbidden' })
        }
        io.to(data.to).emit(answer, {
          room: data.room, peer_id: socket.id, [field]: data[field], payload: data.payload
        })
      })
    relay('relay-session-description', 'session-description', 'session_description')
    relay('relay-ice-candidate', 'ice-candidate', 'ice_candidate')

    function leave(name, payload) {
      const room = rooms.get(name)
      if (!room?.members.delete(socket.id)) return false
      joined.get(socket.id).delete(name)
      if (room.members.size === 0) return rooms.delete(name)
      if (room.owner === socket.id) room.owner = room.members.values().next().value
      for (const peer of room.members) io.to(peer).emit('room-user-leave', { room: name, peer_id: socket.id, payload })
      return true
    }

    on('room-leave', ({ room, payload }, ack) => ack({ ok: leave(room, payload), room }))

    socket.on('disconnect', () => {
      for (const name of [...joined.get(socket.id)]) leave(name)
      joined.delete(socket.id)
    })
  })
}
