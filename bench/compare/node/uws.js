// The same application on uWebSockets.js, which socket.io supports as an alternative engine.
import { Server } from 'socket.io'
import uWS from '@trufflesuite/uws-js-unofficial'
import { serveSignaling } from './signaling.js'

const app = uWS.App()
const io = new Server()
io.attachApp(app)
serveSignaling(io)
app.listen('127.0.0.1', Number(process.env.APP_PORT), (listening) => {
  if (!listening) process.exit(1)
})
