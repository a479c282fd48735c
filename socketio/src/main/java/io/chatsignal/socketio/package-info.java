/**
 * Socket.IO, protocol revisions 4 and 5, without I/O: messages of an Engine.IO session go in and
 * come out, events and requests reach the layer above.
 *
 * <p>{@link io.chatsignal.socketio.SocketConnection} shares one engine session among namespaces,
 * {@link io.chatsignal.socketio.SocketSession} is one client in one namespace and outlives a broken
 * connection.
 */
@NullMarked
package io.chatsignal.socketio;

import org.jspecify.annotations.NullMarked;
