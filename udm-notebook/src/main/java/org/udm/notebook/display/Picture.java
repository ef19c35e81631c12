package org.udm.notebook.display;

import java.awt.image.BufferedImage;

/** Something that is shown as a picture. */
@FunctionalInterface
public interface Picture {

  /**
   * Draws the picture.
   *
   * @return the picture, in the pixels that it is shown with
   */
  BufferedImage image();
}
