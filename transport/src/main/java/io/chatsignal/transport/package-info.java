/**
 * A Socket.IO server on Netty: HTTP, long-polling, WebSocket and TLS around the state machines of
 * {@code engineio} and {@code socketio}.
 *
 * <p>{@link io.chatsignal.transport.SocketServer} is where to begin. Every handler of an
 * application is called on the event loop that owns the socket; other threads reach a socket
 * through {@link io.chatsignal.transport.Socket#post}.
 */
@NullMarked
package io.chatsignal.transport;

import org.jspecify.annotations.NullMarked;
