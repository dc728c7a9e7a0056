using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Planning;

/// <summary>Checks one source of a mirror: NICs, or pods.</summary>
internal static class SourceValidator
{
    private const string OnlyForPods = "is for a source with a podSelector; remove it";
    private const string NotOfAnotherNic = "goes by the pod's IP, which podInterface does not have; remove one of the two";

    /// <summary>What is wrong, in the order of the fields; empty if nothing is. Never throws.</summary>
    /// <param name="source">As written.</param>
    /// <param name="path">Path of the field, such as <c>spec.sources[1]</c>.</param>
    public static IEnumerable<Finding> Validate(MirrorSource source, string path)
    {
        if (source is { Interface: not null, PodSelector: not null })
        {
            yield return new(Reasons.Invalid, path, "has an interface and a podSelector; write one of the two");
        }
        else if (source is { Interface: null, PodSelector: null })
        {
            yield return new(Reasons.Invalid, path, "has no interface and no podSelector; write one of the two");
        }
        if (NameProblem(source.Interface) is { } problem)
        {
            yield return new(Reasons.Invalid, $"{path}.interface", problem);
        }
        foreach (var finding in ValidatePods(source, path))
        {
            yield return finding;
        }
        if (!Enum.IsDefined(source.Direction))
        {
            yield return new(Reasons.Invalid, $"{path}.direction", "is unknown; write Ingress, Egress or Both");
        }
    }

    private static IEnumerable<Finding> ValidatePods(MirrorSource source, string path)
    {
        if (source.PodSelector is null)
        {
            (string Field, bool IsWritten)[] fields =
            [
                ("namespaceSelector", source.NamespaceSelector is not null), ("podInterface", source.PodInterface is not null),
                ("fallbackInterface", source.FallbackInterface is not null),
            ];
            return fields.Where(f => f.IsWritten).Select(f => new Finding(Reasons.Invalid, $"{path}.{f.Field}", OnlyForPods));
        }
        return
        [
            .. SelectorValidator.Validate(source.PodSelector, $"{path}.podSelector"),
            .. SelectorValidator.Validate(source.NamespaceSelector, $"{path}.namespaceSelector"),
            .. NameProblem(source.PodInterface) is { } inPod ? [new(Reasons.Invalid, $"{path}.podInterface", inPod)] : (Finding[])[],
            .. NameProblem(source.FallbackInterface) is { } atNode ? [new(Reasons.Invalid, $"{path}.fallbackInterface", atNode)] : (Finding[])[],
            .. source is { PodInterface: not null, FallbackInterface: not null }
                ? [new(Reasons.Invalid, $"{path}.fallbackInterface", NotOfAnotherNic)] : (Finding[])[],
        ];
    }

    /// <summary>What is wrong with a NIC's name or a pattern of names; null if nothing is.</summary>
    private static string? NameProblem(string? name)
    {
        if (name is null)
        {
            return null;
        }
        if (!InterfaceGlob.IsGlob(name))
        {
            return InterfaceName.Problem(name) is { } problem ? $"{Quoting.Quote(name)} {problem}" : null;
        }
        return InterfaceGlob.Parse(name, out var globProblem) is null ? $"pattern {Quoting.Quote(name)} {globProblem!.Message}" : null;
    }
}
