using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Mono.Cecil;
using Xunit;

namespace K8sMirror.Testing.Structure;

/// <summary>
/// Which namespaces of a program use which, read from the compiled assembly. Namespaces in a cycle cannot be read, tested or moved one by one.
/// A namespace and one nested in it count as two: the outer one may use the nested one or be used by it, not both.
/// Compiler-generated code counts for the type for which it was generated. Constants are inlined by the compiler, so a use of only constants is not seen.
/// </summary>
public sealed class NamespaceGraph
{
    private const int Examples = 4;
    private readonly SortedDictionary<(string From, string To), SortedSet<string>> uses = [];

    /// <summary>Reads an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="root">Root namespace; types outside it do not count.</param>
    public NamespaceGraph(Assembly assembly, string root)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(assembly.Location));
        resolver.AddSearchDirectory(RuntimeEnvironment.GetRuntimeDirectory());
        using var module = ModuleDefinition.ReadModule(assembly.Location, new ReaderParameters { AssemblyResolver = resolver });
        foreach (var type in module.GetTypes())
        {
            var user = Outermost(type);
            foreach (var used in TypeUses.Of(type).Select(Outermost).Where(t => t.Namespace != user.Namespace && IsBelow(t) && IsBelow(user)))
            {
                var edge = (Short(user.Namespace), Short(used.Namespace));
                uses.TryAdd(edge, new(StringComparer.Ordinal));
                uses[edge].Add($"{Name(user)} → {Name(used)}");
            }
        }
        Circles = [.. FindCircles().Select(c => string.Join(", ", c))];

        bool IsBelow(TypeReference type) => type.Namespace == root || type.Namespace.StartsWith(root + ".", StringComparison.Ordinal);
        string Short(string space) => space == root ? "(root)" : space[(root.Length + 1)..];
    }

    /// <summary>Each cycle as its namespaces, such as <c>Links, Threads</c>; within one, every namespace reaches every other.</summary>
    public IReadOnlyList<string> Circles { get; }

    /// <summary>Fails unless these are exactly the cycles, so that a fixed one stays fixed.</summary>
    /// <param name="known">The remaining cycles, as <see cref="Circles"/> writes them.</param>
    public void HasNoCirclesBut(params string[] known)
    {
        var mended = known.Except(Circles).ToList();
        Assert.True(Circles.All(known.Contains) && mended.Count == 0, Describe(known) + string.Concat(mended.Select(c => $"no longer a circle, take it off the list: {c}\n")));
    }

    /// <summary>The unknown cycles, each with its cause: types of one namespace that use types of another.</summary>
    public string Describe(params string[] known)
    {
        var text = new StringBuilder();
        foreach (var circle in Circles.Except(known))
        {
            var rooms = circle.Split(", ");
            text.Append(CultureInfo.InvariantCulture, $"circle of {rooms.Length} namespaces: {circle}\n");
            foreach (var ((from, to), types) in uses.Where(u => rooms.Contains(u.Key.From) && rooms.Contains(u.Key.To)))
            {
                var more = types.Count > Examples ? string.Create(CultureInfo.InvariantCulture, $" and {types.Count - Examples} more") : "";
                text.Append(CultureInfo.InvariantCulture, $"  {from} uses {to}: {string.Join(", ", types.Take(Examples))}{more}\n");
            }
        }
        return text.ToString();
    }

    private List<string[]> FindCircles()
    {
        var reach = uses.Keys.Select(u => u.From).Distinct().ToDictionary(n => n, Reachable);
        return [.. reach.Keys.Select(n => reach[n].Where(other => reach.TryGetValue(other, out var back) && back.Contains(n)).Append(n).Distinct().Order(StringComparer.Ordinal).ToArray())
            .Where(c => c.Length > 1).DistinctBy(c => c[0])];
    }

    private HashSet<string> Reachable(string from)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var at))
        {
            foreach (var next in uses.Keys.Where(u => u.From == at).Select(u => u.To).Where(reached.Add))
            {
                open.Push(next);
            }
        }
        return reached;
    }

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string Name(TypeReference type) => type.Name.Split('`')[0];
}
