@NullMarked
package io.chatsignal.engineio;

import org.jspecify.annotations.NullMarked;
