using K8sMirror.Bpf.Netlink;
using K8sMirror.Bpf.Programs;
using static K8sMirror.Bpf.Hooks.ClsactAbi;

namespace K8sMirror.Bpf.Hooks;

/// <summary>
/// Attaches programs to traffic-control hooks with the clsact qdisc (Linux 4.5), for kernels without TCX. Works in the network namespace in
/// which it was opened, from any thread. Not thread-safe.
/// </summary>
public sealed class ClsactHooks : IDisposable
{
    private readonly NetlinkSocket socket = new(NetlinkSocket.Route);

    /// <summary>Makes sure that the interface has a clsact qdisc.</summary>
    /// <returns>True if it was created now, false if it existed.</returns>
    /// <exception cref="KernelException">EEXIST: the older ingress qdisc is in its place; ENODEV.</exception>
    public bool EnsureQdisc(int index)
    {
        var operation = $"add the clsact qdisc to interface {index}";
        switch (QdiscKind(index))
        {
            case "clsact":
                return false;
            case { } other:
                throw new KernelException(Errno.EEXIST, operation, $"the qdisc {other} stands in its place");
        }
        var message = new NetlinkMessage(RTM_NEWQDISC, NetlinkMessage.Create | NetlinkMessage.Exclusive)
            .Add(new Header { TcmIfindex = index, TcmHandle = ClsactHandle, TcmParent = TC_H_CLSACT })
            .Put(TCA_KIND, "clsact");
        socket.Do(message, operation);
        return true;
    }

    /// <summary>True if the interface has a clsact qdisc.</summary>
    public bool HasQdisc(int index) => QdiscKind(index) == "clsact";

    /// <summary>Removes the qdisc if it has no filters.</summary>
    /// <returns>True if it was removed.</returns>
    public bool RemoveQdiscIfUnused(int index)
    {
        if (!HasQdisc(index) || Read(index, HookDirection.Ingress).Count > 0 || Read(index, HookDirection.Egress).Count > 0)
        {
            return false;
        }
        var message = new NetlinkMessage(RTM_DELQDISC)
            .Add(new Header { TcmIfindex = index, TcmHandle = ClsactHandle, TcmParent = TC_H_CLSACT });
        socket.Do(message, $"remove the clsact qdisc of interface {index}");
        return true;
    }

    /// <summary>
    /// Attaches a direct-action program; replaces one of ours, so that each packet is handled by either the old or the new one.
    /// </summary>
    /// <exception cref="KernelException">EEXIST: another owner's filter is in its place; ENOENT or EINVAL: no clsact qdisc.</exception>
    public void Attach(int index, HookDirection direction, BpfProgram program, ClsactPlace place)
    {
        var operation = $"attach {program.Name} to interface {index} {direction} by clsact";
        var taken = Read(index, direction).FirstOrDefault(f => f.Priority == place.Priority && (f.Kind != "bpf" || f.Handle == place.Handle));
        if (taken is not null && !place.IsOf(taken))
        {
            throw new KernelException(Errno.EEXIST, operation, $"the filter {taken.Kind} {taken.Name} stands at priority {taken.Priority}");
        }
        using var use = program.Handle.Use();
        var descriptor = use.Descriptor;
        var message = new NetlinkMessage(RTM_NEWTFILTER, NetlinkMessage.Create | NetlinkMessage.Replace)
            .Add(Place(index, direction, place))
            .Put(TCA_KIND, "bpf")
            .Nest(TCA_OPTIONS, options => options
                .Put(TCA_BPF_FD, descriptor)
                .Put(TCA_BPF_NAME, place.Name)
                .Put(TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT));
        socket.Do(message, operation);
    }

    /// <summary>Detaches our filter; never another owner's.</summary>
    /// <returns>False if ours was not attached.</returns>
    public bool Detach(int index, HookDirection direction, ClsactPlace place)
    {
        if (!Read(index, direction).Any(place.IsOf))
        {
            return false;
        }
        var message = new NetlinkMessage(RTM_DELTFILTER).Add(Place(index, direction, place)).Put(TCA_KIND, "bpf");
        socket.Do(message, $"detach {place.Name} from interface {index} {direction}");
        return true;
    }

    /// <summary>All filters of the hook, in execution order; empty if there is no clsact qdisc.</summary>
    public IReadOnlyList<ClsactFilter> Read(int index, HookDirection direction)
    {
        if (QdiscKind(index) is null)
        {
            return [];
        }
        var request = new NetlinkMessage(RTM_GETTFILTER, NetlinkMessage.Dump)
            .Add(new Header { TcmIfindex = index, TcmParent = Parent(direction) });
        return socket.DumpAll(request, ClsactMessages.ParseFilter, $"list the filters of interface {index} {direction}");
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static uint Parent(HookDirection direction) => direction == HookDirection.Ingress ? ParentIngress : ParentEgress;

    private static Header Place(int index, HookDirection direction, ClsactPlace place) => new()
    {
        TcmIfindex = index,
        TcmHandle = place.Handle,
        TcmParent = Parent(direction),
        TcmInfo = ((uint)place.Priority << 16) | AllProtocols,
    };

    // Null if neither clsact nor ingress.
    private string? QdiscKind(int index) => socket.DumpAll(
        new NetlinkMessage(RTM_GETQDISC, NetlinkMessage.Dump).Add(new Header { TcmIfindex = index }),
        (type, payload) => ClsactMessages.ParseQdisc(type, payload, index),
        $"list the qdiscs of interface {index}").FirstOrDefault();
}
