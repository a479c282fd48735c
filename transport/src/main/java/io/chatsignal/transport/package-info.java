@NullMarked
package io.chatsignal.transport;

import org.jspecify.annotations.NullMarked;
