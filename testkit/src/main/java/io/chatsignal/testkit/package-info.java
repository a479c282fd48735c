@NullMarked
package io.chatsignal.testkit;

import org.jspecify.annotations.NullMarked;
