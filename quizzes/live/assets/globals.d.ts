declare const __CORE__: string;
declare const __CORE_BYTES__: number;
declare const __LATER_BYTES__: Record<string, number>;
declare const __WHEEL__: string;
declare const __FOLDER__: string;
declare const __SIZE__: string;
