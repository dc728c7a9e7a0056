using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Rendering;

namespace K8sMirror.Plugin.Explaining;

/// <summary>What a mirror's filter does with a flow.</summary>
/// <param name="IsAccepted">True or false; null if it depends on what the flow does not specify.</param>
/// <param name="Message">By which rule, in words.</param>
internal sealed record FilterFate(bool? IsAccepted, string Message)
{
    /// <summary>Finds out for a filter that names no AddressSets.</summary>
    public static FilterFate? Of(MirrorFilter? filter, Flow flow) => Of(filter, flow, PrefixSets.None, new HashSet<string>());

    /// <summary>Finds out; null if the mirror has no filter, or an unreadable one, which is refused.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="flow">The packets.</param>
    /// <param name="sets">AddressSets that exist.</param>
    /// <param name="unknownSets">Names of AddressSets that could not be read, so that it is unknown whether they exist.</param>
    public static FilterFate? Of(MirrorFilter? filter, Flow flow, PrefixSets sets, IReadOnlySet<string> unknownSets)
    {
        if (filter is null)
        {
            return null;
        }
        if (SetReference.Of(filter).FirstOrDefault(r => unknownSets.Contains(r.Name)) is { } unknown)
        {
            return new(null, $"{unknown.Path}: AddressSet {unknown.Name} could not be read");
        }
        var read = FilterReader.Read(filter, "spec.filter", sets, out var findings);
        if (findings.Count > 0)
        {
            return null;
        }
        var matcher = new FlowMatcher(flow);
        var open = new List<int>();
        for (var i = 0; i < read.Rules.Count; i++)
        {
            switch (matcher.Matches(read.Rules[i]))
            {
                case true:
                    return Decide(read, filter, open, i);
                case null:
                    open.Add(i);
                    break;
                default:
                    break;
            }
        }
        return Decide(read, filter, open, null);
    }

    private static FilterFate Decide(PacketFilter read, MirrorFilter filter, List<int> open, int? last)
    {
        var action = last is { } at ? read.Rules[at].Action : read.DefaultAction;
        var by = last is { } index ? SelectionText.Rule(filter.Rules[index], index) : $"no rule matches; defaultAction is {action}";
        if (open.TrueForAll(i => read.Rules[i].Action == action))
        {
            return new(action == FilterAction.Accept, open.Count == 0 ? by : $"{Rules(open)} or {by}");
        }
        return new(null, $"{Rules(open)} may match before, which depends on what was not said of the packet; else {by}");
    }

    private static string Rules(List<int> open) =>
        string.Join(", ", open.Take(3).Select(i => string.Create(CultureInfo.InvariantCulture, $"rules[{i}]"))) + (open.Count > 3 ? ", …" : "");
}
