@NullMarked
package io.chatsignal.signaling;

import org.jspecify.annotations.NullMarked;
