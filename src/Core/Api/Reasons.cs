namespace K8sMirror.Core.Api;

/// <summary>The closed set of reasons in conditions, findings and edge states. docs/api.md lists them; a test compares the two.</summary>
public static class Reasons
{
    /// <summary>Spec is valid.</summary>
    public const string Accepted = "Accepted";

    /// <summary>All NICs and AddressSets were found.</summary>
    public const string ResolvedRefs = "ResolvedRefs";

    /// <summary>Copies flow.</summary>
    public const string Programmed = "Programmed";

    /// <summary>The problem that the condition warns of does not exist.</summary>
    public const string AsExpected = "AsExpected";

    /// <summary>A field has a value that cannot work; the message names the field.</summary>
    public const string Invalid = "Invalid";

    /// <summary>Copies would come back to their own source; the message shows the cycle.</summary>
    public const string Loop = "Loop";

    /// <summary>Another mirror selects the same source, direction and target; one copy is sent for both.</summary>
    public const string Overlap = "Overlap";

    /// <summary>A NIC that the mirror names is not on the node (yet).</summary>
    public const string InterfaceNotFound = "InterfaceNotFound";

    /// <summary>The node does not know (yet) by which NIC it reaches a pod.</summary>
    public const string PodInterfaceNotFound = "PodInterfaceNotFound";

    /// <summary>No pod matches: for a mirror in the whole cluster, for a target on the node.</summary>
    public const string NoPods = "NoPods";

    /// <summary>A pod uses the node's network; select the node's NIC instead.</summary>
    public const string HostNetwork = "HostNetwork";

    /// <summary>Pods cannot be selected: the operator may not read them (the chart's pods.enabled), or there is no cluster.</summary>
    public const string PodsDisabled = "PodsDisabled";

    /// <summary>An AddressSet that a rule names does not exist (yet); it matches nothing.</summary>
    public const string AddressSetNotFound = "AddressSetNotFound";

    /// <summary>An AddressSet that a rule names is invalid; the mirror copies nothing.</summary>
    public const string AddressSetInvalid = "AddressSetInvalid";

    /// <summary>The target NIC is down or has no carrier.</summary>
    public const string TargetDown = "TargetDown";

    /// <summary>The kernel lacks something; the message says what.</summary>
    public const string KernelUnsupported = "KernelUnsupported";

    /// <summary>The kernel refused because a capability is missing.</summary>
    public const string PermissionDenied = "PermissionDenied";

    /// <summary>The kernel refused; the message has its error.</summary>
    public const string ProgramFailed = "ProgramFailed";

    /// <summary>A limit of the datapath, or of the size of an API object, was reached; the message names it.</summary>
    public const string LimitExceeded = "LimitExceeded";

    /// <summary>The runtime breaker stopped an edge.</summary>
    public const string LoopDetected = "LoopDetected";

    /// <summary>A node drops frames that are too large for the path to a target.</summary>
    public const string MtuTooSmall = "MtuTooSmall";

    /// <summary>A node refuses copies to protect production's CPU time.</summary>
    public const string Shedding = "Shedding";

    /// <summary>Waiting for nodes to report.</summary>
    public const string Pending = "Pending";

    /// <summary>The user paused the mirror.</summary>
    public const string Paused = "Paused";

    /// <summary>The node selector matches no node.</summary>
    public const string NoNodes = "NoNodes";

    /// <summary>Some nodes are programmed and others failed.</summary>
    public const string PartiallyProgrammed = "PartiallyProgrammed";

    /// <summary>A node's agent has not reported for longer than the documented grace period.</summary>
    public const string AgentSilent = "AgentSilent";

    /// <summary>The object is being deleted.</summary>
    public const string Deleting = "Deleting";
}
