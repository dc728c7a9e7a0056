namespace K8sMirror.Testing.ControlPlane;

/// <summary>Something that an account may do, or has done.</summary>
/// <param name="Namespace">Namespace; empty for the cluster.</param>
/// <param name="Resource">Group and resource, such as <c>/nodes</c> or <c>apps/deployments/scale</c>.</param>
/// <param name="Name">Object; in a permission, empty for any.</param>
/// <param name="Verb">Verb of RBAC.</param>
public sealed record AccountRight(string Namespace, string Resource, string Name, string Verb)
{
    /// <summary>True if this permission allows <paramref name="use"/>.</summary>
    public bool Allows(AccountRight use) =>
        Namespace == use.Namespace && Resource == use.Resource && Verb == use.Verb && (Name.Length == 0 || Name == use.Name);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Verb} {Resource}{(Name.Length == 0 ? "" : $" '{Name}'")}{(Namespace.Length == 0 ? "" : $" in {Namespace}")}";
}
