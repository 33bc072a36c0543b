import type { marked } from 'marked';
import type { ReactElement } from 'react';
import { Inline } from './Inline';

interface Props {
  readonly table: marked.Tokens.Table;
  /** It goes on from a table above; its header is only for those who hear it. */
  readonly headless: boolean;
}

type Align = marked.Tokens.Table['align'][number];

const classes = { left: 'text-left', center: 'text-center', right: 'text-right' } as const;

/** A table that scrolls by itself where it is wider than the column. */
export function TableView({ table, headless }: Props): ReactElement {
  const align = (index: number): string => {
    const asked = table.align[index] as Align | undefined;
    return asked == null ? 'text-start' : classes[asked];
  };
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label="Table">
      <table dir="auto">
        <thead className={headless ? 'sr-only' : ''}>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col" className={align(index)}><Inline tokens={cell.tokens} /></th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, index) => (
                <td key={index} className={align(index)}><Inline tokens={cell.tokens} /></td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
