@NullMarked
package io.chatsignal.server.ice;

import org.jspecify.annotations.NullMarked;
