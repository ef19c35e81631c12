package org.udm.notebook.kernel;

import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/** Takes the XML declaration off SVG pictures, which notebooks place in the middle of a page. */
final class CleanRenderer extends Renderer {

  @Override
  protected DisplayData finalizeDisplayData(DisplayData data, Object value) {
    if (data.getData(MIMEType.IMAGE_SVG) instanceof CharSequence svg) {
      data.putSVG(svg.toString().replaceFirst("(?s)^\\s*<\\?xml.*?\\?>\\s*", ""));
    }
    return super.finalizeDisplayData(data, value);
  }
}
