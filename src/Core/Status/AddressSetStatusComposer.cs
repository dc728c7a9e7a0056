using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Core.Status;

/// <summary>Composes the status of AddressSets. Used by the operator.</summary>
public static class AddressSetStatusComposer
{
    /// <summary>Composes a status. If nothing differs from <paramref name="previous"/>, that instance is returned: there is nothing to write.</summary>
    /// <param name="generation">The set's generation.</param>
    /// <param name="ipv4">Number of its IPv4 prefixes.</param>
    /// <param name="ipv6">Number of its IPv6 prefixes.</param>
    /// <param name="set">The set; only its findings are used, not its entries.</param>
    /// <param name="previous">The last written status, or null.</param>
    /// <param name="now">Time of a condition that changes.</param>
    public static AddressSetStatus Compose(long generation, int ipv4, int ipv6, PrefixSet set, AddressSetStatus? previous, DateTimeOffset now)
    {
        var draft = set.Problem is { } problem
            ? new ConditionDraft(ConditionTypes.Accepted, ConditionStatus.False, set.Findings[0].Reason, problem)
            : new ConditionDraft(ConditionTypes.Accepted, ConditionStatus.True, Reasons.Accepted, Valid(ipv4 + ipv6));
        var status = new AddressSetStatus
        {
            ObservedGeneration = generation,
            IPv4 = ipv4,
            IPv6 = ipv6,
            Conditions = [draft.At(generation, previous?.Conditions, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()))],
        };
        return previous is not null && DeepEquality.AreEqual(status, previous) ? previous : status;
    }

    private static string Valid(int count) => count == 0 ? "the set is empty: it matches nothing"
        : string.Create(CultureInfo.InvariantCulture, $"the set is valid: {count} {(count == 1 ? "entry" : "entries")}");
}
