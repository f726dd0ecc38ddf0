/// Pictures that the host owns and modules draw on, and the views through which clients see them.
@NullMarked
package dev.tubeway.internal.display;

import org.jspecify.annotations.NullMarked;
