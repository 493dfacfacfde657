// Knows how much a process allocates on JavaScript's heap: what each collection found, less what the one before it left.

import v8 from 'node:v8'

let profiler = null
let heapAtStartBytes = 0

export function startCollections() {
  heapAtStartBytes = v8.getHeapStatistics().used_heap_size
  profiler = new v8.GCProfiler()
  profiler.start()
  return {}
}

export function stopCollections() {
  const heapAtEndBytes = v8.getHeapStatistics().used_heap_size
  const { statistics } = profiler.stop()
  let allocatedBytes = 0
  let collectionUs = 0
  let leftBytes = heapAtStartBytes
  for (const { beforeGC, afterGC, cost } of statistics) {
    allocatedBytes += beforeGC.heapStatistics.usedHeapSize - leftBytes
    leftBytes = afterGC.heapStatistics.usedHeapSize
    collectionUs += cost
  }
  return { allocatedBytes: allocatedBytes + heapAtEndBytes - leftBytes, collectionUs }
}
