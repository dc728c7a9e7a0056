using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>One or two mirrors that contain a pair of fields, as a user writes them.</summary>
internal sealed record PairCase(MirrorField A, MirrorField B, string Shape, IReadOnlyList<MirrorSession> Sessions, int OwnRules)
{
    private const int HighPriority = 200;
    private const int LowPriority = 100;
    private const MirrorField LastOfFilter = MirrorField.Fragments;
    private static readonly FilterRule AllOfIP = new() { Action = FilterAction.Accept, Source = new() { Cidrs = ["0.0.0.0/0", "::/0"] } };
    private static readonly FilterRule AllOfTcp = new() { Action = FilterAction.Accept, Protocol = "TCP" };

    /// <summary>In one rule, if the rule can have both.</summary>
    public const string Together = "one rule";

    public static IReadOnlyList<MirrorField> Fields { get; } = Enum.GetValues<MirrorField>();

    /// <summary>Ways to write a pair, the closest first, without those that the API refuses.</summary>
    public static IEnumerable<PairCase> Of(MirrorField a, MirrorField b) => new[]
    {
        Write(a, b, Together, [[a, b]], [], looseRate: a),
        Write(a, b, "two rules", [[a], [b]], [], looseRate: a),
        Write(a, b, "one rule, and all of TCP", [[a, b]], [AllOfTcp], looseRate: a),
    }.OfType<PairCase>();

    /// <summary>The same pair of rate limits, with the other one tighter.</summary>
    public static PairCase OtherLimit(MirrorField a, MirrorField b) => Write(a, b, Together, [[a, b]], [], looseRate: b)!;

    public bool Has(MirrorField field) => A == field || B == field;

    /// <summary>For the reference.</summary>
    public IReadOnlyList<MirrorModel> Models() => [.. Sessions.Select(s => new MirrorModel
    {
        Priority = s.Priority,
        Direction = s.Sources[0].Direction,
        Filter = s.Filter is null ? null : Read(s.Filter),
        OwnRules = OwnRules,
        OneIn = s.Sampling?.OneIn ?? 1,
        By = s.Sampling?.By ?? default,
        SnapLength = s.SnapLength,
        PacketsPerSecond = s.RateLimit?.PacketsPerSecond ?? 0,
        BitsPerSecond = s.RateLimit?.BitsPerSecond is { } bits ? double.Parse(bits, CultureInfo.InvariantCulture) : 0,
        TargetCuts = s.Targets[0].Segmentation == TargetSegmentation.Device,
    })];

    /// <summary>True if the result for the frames differs without this field: then the frames test it.</summary>
    public bool Matters(MirrorField field, IReadOnlyList<SentFrame> frames)
    {
        var models = Models();
        var without = field == MirrorField.Priority
            ? models.Select(m => m with { Priority = HighPriority + LowPriority - m.Priority })
            : models.Select(m => m.Without(field));
        return !PairReference.Of(without, frames, followsFragments: field != MirrorField.Fragments).SequenceEqual(PairReference.Of(models, frames));
    }

    public override string ToString() => $"{A} with {B}, {Shape}";

    private static PairCase? Write(MirrorField a, MirrorField b, string shape, MirrorField[][] rules, FilterRule[] rest, MirrorField looseRate)
    {
        bool Has(MirrorField f) => a == f || b == f;
        var ofFilter = rules.Select(r => r.Where(f => f <= LastOfFilter).ToArray()).Where(r => r.Length > 0).ToList();
        if (ofFilter.Count < rules.Length && rules.Length > 1)
        {
            return null;
        }
        var rejects = Has(MirrorField.Action) || Has(MirrorField.DefaultAction);
        var own = ofFilter.Select(r => Rule(r, rejects, apart: rules.Length > 1)).ToList();
        var filter = own.Count == 0 ? null : new MirrorFilter
        {
            DefaultAction = Has(MirrorField.DefaultAction) ? FilterAction.Accept : FilterAction.Reject,
            Rules = [.. own, .. rest, .. Has(MirrorField.Action) && !Has(MirrorField.DefaultAction) ? [AllOfIP] : Array.Empty<FilterRule>()],
        };
        if (filter is not null)
        {
            FilterReader.Read(filter, "spec.filter", out var findings);
            if (findings.Count > 0)
            {
                return null;
            }
        }
        var session = new MirrorSession
        {
            Mirror = $"{a}-{b}-{looseRate}".ToLowerInvariant(),
            Priority = HighPriority,
            Sources = [new() { Interface = "eth1", Direction = Has(MirrorField.Direction) ? MirrorDirection.Ingress : MirrorDirection.Both }],
            Targets = [new() { Name = "tool", Segmentation = Has(MirrorField.Segmentation) ? TargetSegmentation.Device : TargetSegmentation.Auto }],
            Filter = filter,
            SnapLength = Has(MirrorField.SnapLength) ? 64 : 0,
            RateLimit = Has(MirrorField.PacketsPerSecond) || Has(MirrorField.BitsPerSecond) ? Limit(Has, looseRate) : null,
            Sampling = Has(MirrorField.SamplingByFlow) ? new() { OneIn = 2 } : Has(MirrorField.SamplingByPacket) ? new() { OneIn = 2, By = SamplingBasis.Packet } : null,
        };
        return new(a, b, shape, Has(MirrorField.Priority) || (Has(MirrorField.SamplingByFlow) && Has(MirrorField.SamplingByPacket)) ? Two(session, Has) : [session], own.Count);
    }

    /// <summary>Two mirrors that compete: the first one decides about what its filter accepts.</summary>
    private static MirrorSession[] Two(MirrorSession first, Func<MirrorField, bool> has)
    {
        var second = new MirrorSession { Mirror = $"{first.Mirror}-other", Priority = LowPriority, Sources = [new() { Interface = "eth1" }], Targets = [new() { Name = "tool" }] };
        if (!has(MirrorField.Priority))
        {
            return [first with { Filter = new() { Rules = [AllOfTcp] } }, second with { Sampling = new() { OneIn = 2, By = SamplingBasis.Packet } }];
        }
        // Fields that only select make no difference between two mirrors; how they then treat packets does.
        var selects = first.Filter is not null || has(MirrorField.Direction);
        return [selects ? first with { Sampling = new() { OneIn = 2 } } : first, second];
    }

    /// <summary>If both limits are set, one of them is too wide to have an effect.</summary>
    private static MirrorRateLimit Limit(Func<MirrorField, bool> has, MirrorField loose)
    {
        var isPair = has(MirrorField.PacketsPerSecond) && has(MirrorField.BitsPerSecond);
        return new()
        {
            PacketsPerSecond = !has(MirrorField.PacketsPerSecond) ? null : isPair && loose == MirrorField.PacketsPerSecond ? 1_000_000 : 20,
            BitsPerSecond = !has(MirrorField.BitsPerSecond) ? null : isPair && loose == MirrorField.BitsPerSecond ? "1000000000" : "100000",
        };
    }

    private static FilterRule Rule(MirrorField[] fields, bool rejects, bool apart)
    {
        var rule = new FilterRule { Action = rejects ? FilterAction.Reject : FilterAction.Accept };
        foreach (var field in fields)
        {
            rule = With(rule, field, apart);
        }
        // Fields that are not conditions need one.
        return Array.Exists(fields, f => f is not (MirrorField.Action or MirrorField.DefaultAction)) ? rule : rule with { Protocol = "UDP" };
    }

    private static FilterRule With(FilterRule rule, MirrorField field, bool apart)
    {
        var (source, destination) = (rule.Source ?? new(), rule.Destination ?? new());
        return field switch
        {
            MirrorField.EtherType => rule with { EtherType = "IPv6" },
            MirrorField.Vlans => rule with { Vlans = ["100-199"] },
            MirrorField.Protocol => rule with { Protocol = rule.Protocol ?? (apart ? "UDP" : "TCP") },
            MirrorField.SourceCidrs => rule with { Source = source with { Cidrs = ["10.1.0.0/16", "2001:db8:1::/48"] } },
            MirrorField.SourcePorts => rule with { Source = source with { Ports = ["1000-1999"] } },
            MirrorField.SourceMacs => rule with { Source = source with { Macs = ["02:00:00:00:0a:01"] } },
            MirrorField.DestinationCidrs => rule with { Destination = destination with { Cidrs = ["10.2.0.0/16", "2001:db8:2::/48"] } },
            MirrorField.DestinationPorts or MirrorField.Fragments => rule with { Destination = destination with { Ports = ["443", "8000-8999"] } },
            MirrorField.DestinationMacs => rule with { Destination = destination with { Macs = ["02:00:00:00:0b:01"] } },
            MirrorField.Bidirectional => With(rule with { Bidirectional = true }, rule.Source is null && rule.Destination is null ? MirrorField.SourceCidrs : MirrorField.Action, apart),
            MirrorField.TcpFlagsSet => rule with { TcpFlags = (rule.TcpFlags ?? new()) with { Set = [TcpFlag.ACK] } },
            MirrorField.TcpFlagsUnset => rule with { TcpFlags = (rule.TcpFlags ?? new()) with { Unset = [TcpFlag.URG] } },
            MirrorField.IcmpTypes => rule with { Protocol = "ICMP", IcmpTypes = [8] },
            MirrorField.IcmpCodes => rule with { Protocol = "ICMP", IcmpCodes = [0] },
            _ => rule,
        };
    }

    private static PacketFilter Read(MirrorFilter filter)
    {
        var read = FilterReader.Read(filter, "spec.filter", out var findings);
        Assert.Empty(findings);
        return read;
    }
}
