@NullMarked
package io.chatsignal.server.log;

import org.jspecify.annotations.NullMarked;
