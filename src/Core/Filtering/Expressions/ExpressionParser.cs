namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>The grammar: <c>not</c> binds closest; <c>and</c> and <c>or</c> have one precedence and group from the left, as in pcap-filter(7).</summary>
internal sealed class ExpressionParser
{
    /// <summary>Maximum number of levels of parentheses, and of "and" and "or" in turn.</summary>
    private const int MostLevels = 200;

    private readonly TokenReader tokens;
    private readonly PrimitiveReader primitives;
    private int open;

    private ExpressionParser(TokenReader tokens)
    {
        this.tokens = tokens;
        primitives = new(tokens, ReadTerm);
    }

    /// <summary>Parses the whole expression. Errors go to the reader; do not use the result then.</summary>
    public static ExpressionNode Parse(TokenReader tokens)
    {
        var parser = new ExpressionParser(tokens);
        var node = parser.ReadExpression();
        while (!tokens.Next.IsEnd)
        {
            tokens.Refuse(tokens.Next.Place, "')' without a '(' before it; remove it");
            tokens.Take();
            tokens.SkipToNextPart();
            if (!tokens.Next.IsEnd && !tokens.Next.Is(")"))
            {
                tokens.Take();
                parser.ReadExpression();
            }
        }
        return node;
    }

    private ExpressionNode ReadExpression()
    {
        var left = ReadTerm();
        while (!tokens.Next.IsEnd && !tokens.Next.Is(")"))
        {
            if (!tokens.Next.IsAnd && !tokens.Next.IsOr)
            {
                tokens.Refuse(tokens.Next.Place, $"unexpected {tokens.Next.Place.Quoted}; write 'and' or 'or' between two conditions");
                tokens.SkipToNextPart();
                continue;
            }
            var sign = tokens.Take();
            var right = ReadTerm();
            left = sign.IsAnd ? And(left, right) : Or(left, right);
            if (left.Depth > MostLevels)
            {
                return TooDeep(sign);
            }
        }
        return left;
    }

    private ExpressionNode ReadTerm()
    {
        var not = false;
        while (tokens.Next.IsNot)
        {
            tokens.Take();
            not = !not;
        }
        var term = ReadPositive();
        return not ? new ExpressionNode.Not(term) : term;
    }

    private ExpressionNode ReadPositive()
    {
        var first = tokens.Next;
        if (first.IsWord)
        {
            return primitives.Read();
        }
        if (!first.Is("("))
        {
            tokens.Refuse(first.Place, first.IsEnd ? "a condition is missing at the end" : $"unexpected {first.Place.Quoted}; write a condition, such as host 10.0.0.1 or tcp port 443");
            tokens.SkipToNextPart();
            return PrimitiveReader.Refused;
        }
        if (IsArithmetic())
        {
            return primitives.ReadByteTest();
        }
        if (++open > MostLevels)
        {
            return TooDeep(first);
        }
        tokens.Take();
        var inner = ReadExpression();
        if (!tokens.TryTake(")") && !tokens.HasErrors)
        {
            tokens.Refuse(first.Place, "'(' without a ')' behind it");
        }
        open--;
        return inner;
    }

    // In (tcp[tcpflags] & tcp-syn) != 0 the parentheses do not enclose a condition.
    private bool IsArithmetic()
    {
        var level = 0;
        for (var i = 0; !tokens.Ahead(i).IsEnd; i++)
        {
            level += tokens.Ahead(i).Is("(") ? 1 : tokens.Ahead(i).Is(")") ? -1 : 0;
            if (level == 0)
            {
                var behind = tokens.Ahead(i + 1);
                return behind.IsRelation || behind.Is("&") || behind.Is("|");
            }
        }
        return false;
    }

    private ExpressionNode.All And(ExpressionNode left, ExpressionNode right)
    {
        var parts = left is ExpressionNode.All all ? all.Parts : [left];
        if (right is ExpressionNode.Primitive { VlanAt: not null } second && parts.Any(p => p is ExpressionNode.Primitive { VlanAt: not null }))
        {
            tokens.Refuse(new(second.VlanAt.Value, "vlan"), "a second 'vlan' would be the tag behind the first, which rules do not see");
        }
        return new ExpressionNode.All([.. parts, right]);
    }

    private static ExpressionNode.Any Or(ExpressionNode left, ExpressionNode right) =>
        new([.. left is ExpressionNode.Any any ? any.Parts : [left], right]);

    private ExpressionNode.Primitive TooDeep(ExpressionToken at)
    {
        tokens.Refuse(at.Place, $"more than {MostLevels} levels of parentheses, or of 'and' and 'or' in turn; write it flatter");
        tokens.SkipToEnd();
        return PrimitiveReader.Refused;
    }
}
