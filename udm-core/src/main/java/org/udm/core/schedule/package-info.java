/**
 * Schedules, monotone functions of time with derivative and inverse, and time grids, the lists of
 * times that a sampler visits.
 */
package org.udm.core.schedule;
