namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Every metric that the agent serves. Base units; the number of series is bounded by the edges that are mirrored.</summary>
internal static class Metrics
{
    private static readonly string[] Edge = ["mirror", "source", "direction", "target"];

    public static readonly Metric Seen = new("k8smirror_seen_packets_total", "counter", Edge,
        "Frames that the source's hook saw while the edge was programmed");

    public static readonly Metric NotSelected = new("k8smirror_not_selected_packets_total", "counter", Edge,
        "Frames that the filters of the edge's mirrors left out");

    public static readonly Metric SampledOut = new("k8smirror_sampled_out_packets_total", "counter", Edge,
        "Frames that the filters selected and sampling left out");

    public static readonly Metric Limited = new("k8smirror_limited_packets_total", "counter", Edge,
        "Frames that were left out because the mirror was over its rate limit");

    public static readonly Metric Duplicate = new("k8smirror_duplicate_packets_total", "counter", Edge,
        "Frames that were left out because the target had had them by another hook");

    public static readonly Metric MirroredPackets = new("k8smirror_mirrored_packets_total", "counter", Edge,
        "Copies that the target NIC took");

    public static readonly Metric MirroredBytes = new("k8smirror_mirrored_bytes_total", "counter", Edge,
        "Bytes of those copies, with the Ethernet header and without the FCS");

    public static readonly Metric Sliced = new("k8smirror_sliced_packets_total", "counter", Edge,
        "Those of these copies that were sent without their end, because of snapLength or mtuPolicy");

    public static readonly Metric Dropped = new("k8smirror_dropped_packets_total", "counter", [.. Edge, "reason"],
        "Copies that were not sent, by reason");

    public static readonly Metric QueueDropped = new("k8smirror_target_queue_dropped_packets_total", "counter", ["target"],
        "Frames that the target's queue discipline dropped after it had taken them, whoever sent them");

    public static readonly Metric CollectorUp = new("k8smirror_collector_up", "gauge", ["target", "nic"],
        "1 if copies can go to the collector by this NIC, else 0; without a NIC where there is no route");

    public static readonly Metric TargetShare = new("k8smirror_target_share_ratio", "gauge", ["mirror", "target"],
        "Share of the conversations that is due to the target of a FlowHash mirror, by the weights of the targets that copies reach");

    public static readonly Metric SessionProgrammed = new("k8smirror_session_programmed", "gauge", ["mirror"],
        "1 if every edge of the mirror is programmed on this node, else 0");

    public static readonly Metric SessionEdges = new("k8smirror_session_edges", "gauge", ["mirror", "state"],
        "Edges of the mirror on this node by state: programmed, pending, failed");

    public static readonly Metric EdgeFailing = new("k8smirror_edge_failing", "gauge", [.. Edge, "reason"],
        "1 for each edge that is not programmed, by reason; no series for an edge that is");

    public static readonly Metric PodInfo = new("k8smirror_pod_info", "gauge", ["mirror", "source", "namespace", "pod"],
        "Always 1; tells which pod of the mirror is behind a source NIC, for as long as it is");

    public static readonly Metric ReconcileDuration = new("k8smirror_agent_reconcile_duration_seconds", "histogram", ["outcome"],
        "Length of one pass from reading the links to the kernel's answers; outcome is ok or error");

    public static readonly Metric ApplyLatency = new("k8smirror_apply_latency_seconds", "histogram", [],
        "From the writing of a spec to its being programmed");

    public static readonly Metric LinkLatency = new("k8smirror_link_event_latency_seconds", "histogram", [],
        "From the kernel's word that a NIC changed to the datapath's being in step with it");

    public static readonly Metric LastReconcile = new("k8smirror_last_reconcile_timestamp_seconds", "gauge", [],
        "When the last pass completed, in seconds since 1970");

    public static readonly Metric LastHeartbeat = new("k8smirror_last_heartbeat_timestamp_seconds", "gauge", [],
        "When the datapath's deadline was last renewed, in seconds since 1970");

    public static readonly Metric DeadMan = new("k8smirror_dead_man_seconds", "gauge", [],
        "How long the datapath goes on copying when its deadline is not renewed");

    public static readonly Metric BrokenEdges = new("k8smirror_loop_broken_edges", "gauge", [],
        "Edges that the loop breaker holds now");

    public static readonly Metric Suspicions = new("k8smirror_loop_suspicions_total", "counter", ["source", "direction"],
        "Times that frames of the source repeated so often that the loop breaker sent test frames");

    public static readonly Metric DroppedBytes = new("k8smirror_dropped_bytes_total", "counter", [.. Edge, "reason"],
        "Bytes of those copies, with the Ethernet header and without the FCS");

    public static readonly Metric CopyTime = new("k8smirror_copy_cpu_seconds_total", "counter", [],
        "CPU time spent on copying, over all CPUs");

    public static readonly Metric Budget = new("k8smirror_cpu_budget_ratio", "gauge", [],
        "Share of each CPU's time that copying may use; 1: no bound");

    public static readonly Metric Shedding = new("k8smirror_shedding", "gauge", [],
        "1 while copies are refused to stay within the CPU budget, else 0");

    public static readonly Metric InCutter = new("k8smirror_cutter_in_flight_packets", "gauge", [],
        "Frames in the cutter now, over all CPUs");

    public static readonly Metric Generation = new("k8smirror_spec_generation", "gauge", [],
        "Generation of the spec that is programmed");

    public static readonly Metric SpecHealthy = new("k8smirror_spec_source_healthy", "gauge", [],
        "0 while the spec cannot be read (a bad manifest, an API server that is away) and the last good one stays in use, else 1");

    public static readonly Metric ApiConnected = new("k8smirror_api_connected", "gauge", [],
        "1 while the API server answers, else 0; only in a cluster");

    public static readonly Metric BuildInfo = new("k8smirror_agent_build_info", "gauge", ["version", "kernel", "attach"],
        "Always 1; the labels say what runs here");

    public static readonly Metric ResidentMemory = new("process_resident_memory_bytes", "gauge", [],
        "Resident memory of the agent");

    public static readonly Metric CpuTime = new("process_cpu_seconds_total", "counter", [],
        "CPU time of the agent, user and system");

    public static readonly Metric StartTime = new("process_start_time_seconds", "gauge", [],
        "When the agent started, in seconds since 1970");

    /// <summary>All of them, in the order of the docs.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Seen, NotSelected, SampledOut, Limited, Duplicate, MirroredPackets, MirroredBytes, Sliced, Dropped, DroppedBytes, QueueDropped, CollectorUp, TargetShare, SessionProgrammed, SessionEdges, EdgeFailing, PodInfo, BrokenEdges, Suspicions,
        CopyTime, Budget, Shedding, InCutter, ReconcileDuration,
        ApplyLatency, LinkLatency, LastReconcile, LastHeartbeat, DeadMan, Generation, SpecHealthy, ApiConnected, BuildInfo, ResidentMemory, CpuTime, StartTime,
    ];
}
