/**
 * Measurements of speed: the training program that {@code compare.sh} runs beside its PyTorch twin,
 * and JMH micro-benchmarks. What is measured lives in the other modules; nothing here is used by
 * them, and nothing here measures quality.
 */
package org.udm.bench;
