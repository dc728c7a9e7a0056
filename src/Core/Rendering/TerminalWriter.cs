using System.Text;

namespace K8sMirror.Core.Rendering;

/// <summary>
/// Everything that a program prints goes through it: names and messages come from objects, agents and sockets, and must not move the cursor, change the title
/// or reverse the direction of text.
/// </summary>
public sealed class TerminalWriter(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    private const string Clear = "\u001b[H\u001b[2J\u001b[3J";

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>The writer itself if it is one of these, else one around it.</summary>
    public static TerminalWriter Around(TextWriter writer) => writer as TerminalWriter ?? new(writer);

    /// <summary>Clears the screen if the writer is a <see cref="TerminalWriter"/>.</summary>
    public static void ClearScreen(TextWriter writer) => (writer as TerminalWriter)?.ClearScreen();

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(Printable.Lines(value.ToString()));

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(value is null ? null : Printable.Lines(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void WriteLine() => Write("\n");

    /// <inheritdoc/>
    public override Task WriteAsync(string? value) => inner.WriteAsync(value is null ? null : Printable.Lines(value));

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value) => WriteAsync(value + "\n");

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    private void ClearScreen() => inner.Write(Clear);
}
