@NullMarked
package io.chatsignal.server;

import org.jspecify.annotations.NullMarked;
