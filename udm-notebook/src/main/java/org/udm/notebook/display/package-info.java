/**
 * How the framework's types look in a notebook: pictures as PNG, texts and tables as HTML.
 *
 * <p>{@link org.udm.notebook.display.UdmDisplay} registers all of them, and any kernel on JJava's
 * base library finds it. Each picture is also a class of its own, for a chart that a type alone
 * cannot know: two samples side by side, a comparison of schedules, a training run.
 */
package org.udm.notebook.display;
