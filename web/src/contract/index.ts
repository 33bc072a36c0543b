export * from './catalogue';
export * from './decode';
export * from './frames';
export * from './ops';
export * from './problem';
export * from './rows';
