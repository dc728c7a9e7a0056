namespace K8sMirror.Plugin.Bundles;

/// <summary>Text that a <see cref="Redactor"/> has cleaned. Only a redactor creates it, and only such text goes into a bundle.</summary>
internal sealed record CleanText
{
    private readonly string text;

    /// <summary>For <see cref="Redactor"/>.</summary>
    internal CleanText(string text) => this.text = text;

    /// <inheritdoc/>
    public override string ToString() => text;
}
