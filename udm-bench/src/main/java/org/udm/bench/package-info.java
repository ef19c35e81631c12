/**
 * Measurements of speed: the programs that {@code compare.sh} runs beside their PyTorch twins, and
 * JMH micro-benchmarks. What is measured lives in the other modules; nothing here is used by them,
 * and nothing here measures quality.
 */
package org.udm.bench;
