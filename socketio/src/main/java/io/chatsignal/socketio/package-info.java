@NullMarked
package io.chatsignal.socketio;

import org.jspecify.annotations.NullMarked;
