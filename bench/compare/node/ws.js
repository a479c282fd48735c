// socket.io as it comes: Node's HTTP server and the ws package.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { serveSignaling } from './signaling.js'

const http = createServer()
serveSignaling(new Server(http))
http.listen({ port: Number(process.env.APP_PORT), host: '127.0.0.1', backlog: 4096 })
