using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Datapath.Abi;

// The structs of bpf/k8smirror_abi.h, with the same names and fields; a test has the C compiler compare sizes and offsets.
#pragma warning disable SA1402, SA1649, MA0048 // One header, one file.

/// <summary><c>struct k8sm_tally</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct TallyValue
{
    public ulong Frames;
    public ulong Bytes;

    public static TallyValue operator +(TallyValue a, TallyValue b) => new() { Frames = a.Frames + b.Frames, Bytes = a.Bytes + b.Bytes };

    public static TallyValue operator -(TallyValue a, TallyValue b) => new() { Frames = a.Frames - b.Frames, Bytes = a.Bytes - b.Bytes };
}

/// <summary><c>struct k8sm_source_key</c>: a NIC's hook.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct SourceKey
{
    public uint IfIndex;
    public uint Direction;
}

/// <summary><c>struct k8sm_source</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct SourceValue
{
    public uint Group;
    public uint Flags;
}

/// <summary><c>struct k8sm_shortcut</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ShortcutValue
{
    public ulong Key;
    public ulong Source;
    public ulong Check;

    public static ShortcutValue For(SourceKey key, SourceValue source)
    {
        var value = new ShortcutValue { Key = key.IfIndex | (ulong)key.Direction << 32, Source = source.Group | (ulong)source.Flags << 32 };
        value.Check = ~(value.Key ^ value.Source);
        return value;
    }
}

/// <summary><c>struct k8sm_edge</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EdgeValue
{
    public ushort Target;
    public ushort Counter;
    public uint Label;
    public uint Edit;
    public uint Limit;
}

/// <summary><c>k8sm_group.edges</c>.</summary>
[InlineArray(AbiLimits.MaxEdges)]
internal struct EdgeValues
{
    private EdgeValue first;
}

/// <summary><c>k8sm_group.takers</c>.</summary>
[InlineArray(AbiLimits.Classes)]
internal struct TakerMasks
{
    private ulong first;
}

/// <summary><c>struct k8sm_group</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GroupValue
{
    public uint EdgeCount;
    public uint Weight;
    public ulong Ends;
    public TakerMasks Takers;
    public ulong Held;
    public ulong Trial;
    public ulong AnsweredNs;
    public ulong QuietUntilNs;
    public uint Offload;
    public uint Flags;
    public EdgeValues Edges;
    public EdgeValue End;
}

/// <summary><c>struct k8sm_target</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct TargetValue
{
    public uint IfIndex;
    public uint MaxFrame;
    public uint Kind;
    public uint Flags;
}

/// <summary><c>k8sm_tunnel.header</c>.</summary>
[InlineArray(AbiLimits.TunnelBytes)]
internal struct TunnelBytes : IEquatable<TunnelBytes>
{
    private byte first;

    public static TunnelBytes From(ReadOnlySpan<byte> bytes)
    {
        var value = default(TunnelBytes);
        bytes.CopyTo(value);
        return value;
    }

    public readonly bool Equals(TunnelBytes other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is TunnelBytes other && Equals(other);

    public override readonly int GetHashCode() => first;
}

/// <summary><c>struct k8sm_tunnel</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct TunnelValue
{
    public uint IfIndex;
    public uint Flags;
    public uint Length;
    public uint Mtu;
    public uint Sum;
    public uint Reserved;
    public TunnelBytes Header;
}

/// <summary><c>struct k8sm_collector_key</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct CollectorKey
{
    public AddressWords Address;
    public uint Service;
    public uint Reserved;
}

/// <summary><c>k8sm_collector_key.address</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct AddressWords
{
    public ulong First;
    public ulong Second;

    public static AddressWords From(ReadOnlySpan<byte> address)
    {
        Span<byte> bytes = stackalloc byte[2 * sizeof(ulong)];
        bytes.Clear();
        address.CopyTo(bytes);
        return MemoryMarshal.Read<AddressWords>(bytes);
    }
}

/// <summary><c>struct k8sm_config</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct ConfigValue
{
    public ulong DeadlineNs;
    public uint CutterIfIndex;
    public uint CutterLimit;
    public uint Charge;
    public uint TunnelMark;
    public uint OffloadIfIndex;
    public uint OffloadLimit;
    public uint BareMark;
    public uint Reserved;
}

/// <summary><c>struct k8sm_era</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct EraValue
{
    public ulong Era;
    public ulong In;
    public ulong Out;
    public long Lost;
}

/// <summary><c>struct k8sm_cpu</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CpuValue
{
    public long Tokens;
    public ulong RefilledNs;
    public ulong Tick;
    public ulong Packets;
    public ulong CostNs;
    public ulong SpentNs;
    public ulong ShedNs;
    public ulong WithholdUntilNs;
    public ulong CutIn;
    public ulong CutOut;
    public ulong CutNs;
    public ulong CutFrames;
    public ulong CutCostNs;
    public uint CutSerial;
    public uint Reserved;
    public ulong CutOdd;
    public ulong Strays;
}

/// <summary><c>k8sm_source_counters.shed</c>.</summary>
[InlineArray(AbiLimits.Levels)]
internal struct ShedTallies
{
    private TallyValue first;
}

/// <summary><c>struct k8sm_source_counters</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SourceCountersValue
{
    public TallyValue Seen;
    public TallyValue Expired;
    public TallyValue Withheld;
    public ShedTallies Shed;
}

/// <summary><c>k8sm_edge_counters.dropped</c>.</summary>
[InlineArray(AbiLimits.EdgeDrops)]
internal struct EdgeDrops
{
    private TallyValue first;
}

/// <summary><c>struct k8sm_edge_counters</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EdgeCountersValue
{
    public TallyValue Sent;
    public EdgeDrops Dropped;
}

/// <summary>An interface name as the kernel keeps it: IFNAMSIZ bytes, zero-padded.</summary>
[InlineArray(AbiLimits.NameLength)]
internal struct NameValue
{
    private byte first;

    public static NameValue From(string name)
    {
        var value = default(NameValue);
        NameEscapes.ToName(name).CopyTo(value[..(AbiLimits.NameLength - 1)]);
        return value;
    }

    public override readonly string ToString() => NameEscapes.ToText(ZeroEnded.Bytes(this));
}

/// <summary>A target's id, zero-padded.</summary>
[InlineArray(AbiLimits.TargetIdLength)]
internal struct TargetIdValue
{
    private byte first;

    /// <exception cref="LimitException">Too long.</exception>
    public static TargetIdValue From(string id)
    {
        var value = default(TargetIdValue);
        return Encoding.UTF8.TryGetBytes(id, value[..(AbiLimits.TargetIdLength - 1)], out _)
            ? value
            : throw new LimitException($"The target id {id} has more than {AbiLimits.TargetIdLength - 1} bytes.");
    }

    public override readonly string ToString() => ZeroEnded.Read(this);
}

/// <summary><c>k8sm_label.targets</c>.</summary>
[InlineArray(AbiLimits.MaxEdges)]
internal struct TargetIdValues
{
    private TargetIdValue first;
}

/// <summary><c>k8sm_label.lost</c>.</summary>
[InlineArray(AbiLimits.MaxEdges)]
internal struct LostTallies
{
    private TallyValue first;
}

/// <summary><c>k8sm_label.levels</c>.</summary>
[InlineArray(AbiLimits.MaxEdges)]
internal struct EdgeLevels
{
    private byte first;
}

/// <summary><c>struct k8sm_label</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LabelValue
{
    public ulong Serial;
    public NameValue Source;
    public uint Direction;
    public uint EdgeCount;
    public LostTallies Lost;
    public TargetIdValues Targets;
    public EdgeLevels Levels;
}

/// <summary><c>struct k8sm_total_key</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct TotalKey
{
    public NameValue Source;
    public TargetIdValue Target;
    public uint Direction;
    public uint Former;
}

/// <summary><c>k8sm_total.dropped</c>.</summary>
[InlineArray(AbiLimits.Drops)]
internal struct TotalDrops
{
    private TallyValue first;
}

/// <summary><c>struct k8sm_total</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TotalValue
{
    public ulong Serial;
    public TallyValue Seen;
    public TallyValue Sent;
    public TotalDrops Dropped;

    public static TotalValue operator +(TotalValue a, TotalValue b)
    {
        a.Seen += b.Seen;
        a.Sent += b.Sent;
        for (var i = 0; i < AbiLimits.Drops; i++)
        {
            a.Dropped[i] += b.Dropped[i];
        }
        return a;
    }
}

/// <summary><c>struct k8sm_selection_counters</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SelectionCountersValue
{
    public TallyValue NotSelected;
    public TallyValue SampledOut;
    public TallyValue Limited;
    public TallyValue Shed;
    public TallyValue Sliced;
    public TallyValue Duplicate;
}

/// <summary><c>struct k8sm_limit</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct LimitValue
{
    public ulong FrameCost;
    public ulong ByteCost;
    public ulong Burst;
}

/// <summary><c>struct k8sm_bucket</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BucketValue
{
    public uint Lock;
    public uint Reserved;
    public ulong FramesUntil;
    public ulong BytesUntil;
}

/// <summary><c>struct k8sm_selection_total</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SelectionTotalValue
{
    public ulong Serial;
    public TallyValue NotSelected;
    public TallyValue SampledOut;
    public TallyValue Limited;
    public TallyValue Sliced;
    public TallyValue Duplicate;

    /// <summary>Copies that were not even tried.</summary>
    public readonly TallyValue LeftOut => NotSelected + SampledOut + Limited + Duplicate;

    public static SelectionTotalValue operator +(SelectionTotalValue a, SelectionTotalValue b) => new()
    {
        NotSelected = a.NotSelected + b.NotSelected,
        SampledOut = a.SampledOut + b.SampledOut,
        Limited = a.Limited + b.Limited,
        Sliced = a.Sliced + b.Sliced,
        Duplicate = a.Duplicate + b.Duplicate,
    };
}

/// <summary><c>struct k8sm_filter_label</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct FilterLabelValue
{
    public UInt128 Fingerprint;
}

/// <summary><c>struct k8sm_filter_balances</c>.</summary>
[InlineArray((int)AbiLimits.MaxBalances / 64)]
internal struct BalanceMask
{
    private ulong first;

    public static BalanceMask Of(IEnumerable<uint> places)
    {
        var mask = default(BalanceMask);
        foreach (var place in places)
        {
            mask[(int)place / 64] |= 1UL << (int)(place % 64);
        }
        return mask;
    }

    public readonly bool Contains(uint place) => (this[(int)place / 64] >> (int)(place % 64) & 1) != 0;
}

/// <summary><c>struct k8sm_balance</c>.</summary>
[InlineArray(AbiLimits.BalanceBuckets)]
internal struct BalanceValue
{
    private byte first;

    public static BalanceValue From(ReadOnlySpan<byte> table)
    {
        var value = default(BalanceValue);
        table.CopyTo(value);
        return value;
    }

    /// <summary>Ordinals of the targets that have a bucket, as a mask.</summary>
    public readonly ulong Targets()
    {
        var targets = 0UL;
        foreach (var target in this)
        {
            targets |= 1UL << target;
        }
        return targets;
    }
}

/// <summary><c>k8sm_breaker.suspect</c>.</summary>
[InlineArray(AbiLimits.SuspectBytes)]
internal struct SuspectBytes
{
    private byte first;
}

/// <summary><c>struct k8sm_breaker</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BreakerValue
{
    public ulong WindowNs;
    public ulong AskedNs;
    public ulong Convicted;
    public ulong Trial;
    public uint Repeats;
    public uint Suspicions;
    public uint SuspectLength;
    public uint SuspectVlan;
    public SuspectBytes Suspect;
}

/// <summary>Text that ends with the first zero byte, or with its field.</summary>
internal static class ZeroEnded
{
    public static string Read(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(Bytes(bytes));

    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }
}
